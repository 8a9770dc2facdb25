"""Structure: nested conditions from the last step to the first."""

import re


def error_kind(trace, subject, stating, right):
    kind = "reasoning"
    found = False
    for pair in trace["context"]:
        if pair[0] in list(stating):
            found = True
    if not found:
        kind = "retrieval"
    old, new = trace["question"].lower(), trace["step_back"].lower()
    if re.split(r"\W+", old.strip(" ?.,!")) == re.split(r"\W+", new.strip(" ?.,!")):
        kind = "abstraction"
    for number in re.findall(r"\d+", old):
        if number in re.findall(r"\d+", new):
            kind = "abstraction"
    if new.find(subject.lower()) < 0:
        kind = "abstraction"
    if right:
        kind = "none"
    return kind
