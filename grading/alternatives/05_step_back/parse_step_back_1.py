"""Structure: candidates by a generator, small predicates, no early return in the loop."""

import re


def parse_step_back(reply, question):
    def clean(line):
        line = " ".join(line.split())
        for label in ("step-back question:", "stepback question:"):
            if line.lower().startswith(label):
                line = line[len(label) :].lstrip()
                break
        if len(line) >= 2 and line.startswith('"') and line.endswith('"'):
            line = line[1:-1].strip()
        return line

    def words(text):
        return re.findall(r"\w+", text.lower())

    def numbers(text):
        return {run for run in re.split(r"\D+", text) if run}

    candidate = next((c for c in map(clean, reply.split("\n")) if c[-1:] == "?"), None)
    usable = (
        candidate is not None
        and words(candidate) != words(question)
        and numbers(candidate).isdisjoint(numbers(question))
    )
    return candidate if usable else question.strip()
