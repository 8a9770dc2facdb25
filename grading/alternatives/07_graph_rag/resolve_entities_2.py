"""Structure: three passes (forms, titles, joins), kind by kind."""

import re
from collections import defaultdict

from llmcourse.graph.names import edit_distance


def resolve_entities(mentions, most=1, rare=1, often=3):
    if most < 0:
        raise ValueError("most")
    if not often > rare:
        raise ValueError("often")
    by_kind = defaultdict(lambda: defaultdict(lambda: defaultdict(int)))
    forms = {}
    for name, kind in mentions:
        text = re.sub(r"\s+", " ", name.strip()).lower()
        if re.search(r"['’]s$", text):
            text = text[:-2]
        previous = None
        while previous != text:
            previous = text
            text = re.sub(r"^(the|mr|mrs|ms|dr|prof)(\.)? ", "", text)
        forms[name, kind] = text
        by_kind[kind][text][name] += 1
    names = {}
    for kind, entities in by_kind.items():
        counts = {form: sum(spelled.values()) for form, spelled in entities.items()}
        first = {}
        for form, spelled in entities.items():
            top = max(spelled.values())
            first[form] = min(n for n, count in spelled.items() if count == top)
        frequent = [f for f in entities if counts[f] >= often and len(f) >= 8]
        for form in entities:
            names[kind, form] = first[form]
            if counts[form] > rare or len(form) < 8:
                continue
            best = None
            for other in frequent:
                if re.sub(r"\D", "", other) != re.sub(r"\D", "", form):
                    continue
                key = (edit_distance(form, other), -counts[other], first[other])
                if key[0] <= most and (best is None or key < best):
                    best = key
            if best is not None:
                names[kind, form] = best[2]
    return {(name, kind): names[kind, form] for (name, kind), form in forms.items()}
