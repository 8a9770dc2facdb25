"""Structure: named questions about the trace, asked in order."""

import re


def error_kind(trace, subject, stating, right):
    def words(text):
        return [w.lower() for w in re.findall(r"\w+", text)]

    def numbers(text):
        return set(re.findall(r"\d+", text))

    stepped = trace["step_back"]
    checks = [
        ("none", right),
        ("abstraction", words(stepped) == words(trace["question"])),
        ("abstraction", subject.casefold() not in stepped.casefold()),
        ("abstraction", bool(numbers(stepped) & numbers(trace["question"]))),
        ("retrieval", set(stating).isdisjoint(pair[0] for pair in trace["context"])),
        ("reasoning", True),
    ]
    return next(name for name, holds in checks if holds)
