"""Structure: groups as lists of spellings; a loop over words strips titles; sorted candidates."""

from llmcourse.graph.names import edit_distance


def resolve_entities(mentions, most=1, rare=1, often=3):
    if most < 0 or often <= rare:
        raise ValueError("most is negative, or often is not above rare")
    titles = {"the", "mr", "mrs", "ms", "dr", "prof"}

    def form_of(name):
        words = name.lower().split()
        text = " ".join(words)
        if text.endswith(("'s", "’s")):
            text = text[:-2]
        words = text.split(" ")
        while len(words) > 1 and (
            words[0] in titles or (words[0][:-1] in titles and words[0][-1] == ".")
        ):
            words = words[1:]
        return " ".join(words)

    groups = {}
    listed = list(mentions)
    for name, kind in listed:
        groups.setdefault((kind, form_of(name)), []).append(name)

    def spelling(names):
        return sorted(set(names), key=lambda n: (-names.count(n), n))[0]

    result = {}
    for name, kind in listed:
        form = form_of(name)
        mine = groups[kind, form]
        best = spelling(mine)
        if len(mine) <= rare and len(form) >= 8:
            options = []
            for (other_kind, other), theirs in groups.items():
                if other_kind != kind or len(theirs) < often or len(other) < 8:
                    continue
                if [c for c in other if c.isdigit()] != [c for c in form if c.isdigit()]:
                    continue
                d = edit_distance(other, form)
                if d <= most:
                    options.append((d, -len(theirs), spelling(theirs)))
            if options:
                best = sorted(options)[0][2]
        result[name, kind] = best
    return result
