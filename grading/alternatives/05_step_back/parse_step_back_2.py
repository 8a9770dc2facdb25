"""Structure: one expression takes label and quotation marks off; failure by exception."""

import re


def parse_step_back(reply, question):
    fallback = question.strip()
    try:
        found = None
        for raw in reply.split("\n"):
            flat = re.sub(r"\s+", " ", raw).strip()
            body = re.match(r"(?i)(?:step-?back question:\s*)?(.*)$", flat).group(1)
            quoted = re.match(r'^"(.*)"$', body)
            body = quoted.group(1).strip() if quoted else body
            if body and body[-1] == "?":
                found = body
                break
        if found is None:
            raise LookupError
        left, right = ([w.lower() for w in re.findall(r"\w+", t)] for t in (found, question))
        if left == right:
            raise LookupError
        for number in re.findall(r"\d+", question):
            if re.search(rf"(?<!\d){number}(?!\d)", found):
                raise LookupError
    except LookupError:
        return fallback
    return found
