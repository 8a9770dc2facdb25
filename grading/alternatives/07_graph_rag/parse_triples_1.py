"""Structure: a helper that reads one line or gives None; a set of keys for repeats."""

import re


def parse_triples(reply, relations):
    def read(line):
        mark = re.match(r"\s*(\d+\.|\d+\)|-|\*)\s+", line)
        if mark:
            line = line[mark.end() :]
        parts = line.split("|")
        if len(parts) != 3:
            return None
        s, r, o = (re.sub(r"\s+", " ", part).strip() for part in parts)
        r = r.lower().replace(" ", "_").replace("-", "_")
        if not s or not r or not o or r not in relations or s.lower() == o.lower():
            return None
        return s, r, o

    result, seen = [], set()
    for triple in map(read, reply.splitlines()):
        if triple is None:
            continue
        key = tuple(part.lower() for part in triple)
        if key not in seen:
            seen.add(key)
            result.append(triple)
    return result
