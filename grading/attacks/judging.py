"""Hostile messages to the judge: huge, deep, garbage, of wrong types, NaN."""

from grading.attacks import RAW, attack

JUDGE = "points, or a batch that stops"


def returns(expression: str) -> str:
    """An answer that returns this."""
    return f"def @NAME@(*args, **kwargs): return {expression}"


attack("returns-nan", "returns NaN and infinity everywhere", JUDGE, body=returns("float('nan')"))
attack("returns-deep", "returns a list in a list, a hundred thousand deep", JUDGE, body="""
def @NAME@(*args, **kwargs):
    deep = []
    for _ in range(100_000): deep = [deep]
    return deep
""")
attack("returns-huge", "returns ten million numbers", JUDGE, body=returns("[0.5] * 10_000_000"))
attack("returns-cycle", "returns a list that holds itself", JUDGE, body="""
def @NAME@(*args, **kwargs):
    ring = []; ring.append(ring); return ring
""")
attack("returns-hostile", "returns objects whose every method misbehaves", JUDGE, body="""
class Evil(list):
    def __getattribute__(self, name): raise SystemExit
    def __iter__(self): raise KeyboardInterrupt
    def __len__(self): return -1
    def __reduce__(self): return (print, ("PWNED",))
def @NAME@(*args, **kwargs): return Evil([1])
""")
attack("huge-number", "returns an integer of a million digits", JUDGE, body=returns("10 ** 1_000_000"))
attack("raw-garbage", "sends bytes that are no JSON", JUDGE, code=RAW + 'raw(b"\\xff\\x00garbage")')
attack("raw-length", "announces four gigabytes", JUDGE, code=RAW + 'raw(b"x", 2**32 - 1)')
attack("raw-deep", "sends JSON of a million brackets", JUDGE,
       code=RAW + 'raw(b"[" * 1_000_000 + b"]" * 1_000_000)')
attack("raw-types", "sends messages of every wrong form", JUDGE, code=RAW + """
for value in ([], 1, None, "x", {"cell": True}, {"cell": 10**9}, {"start": -1}, {"cell": 0, "outputs": 7},
              {"cell": 1, "outputs": [[1]], "error": "x"}, {"cell": 2, "outputs": [{"data": {"text/html": 3}}]},
              {"exercise": ["x"], "outcomes": 1}, {"exercise": "sample-token", "outcomes": {"1": {"draw": [1]}}},
              {"done": 1}, {"refused": "PWNED"}):
    raw(json.dumps(value).encode())
""")
attack("raw-flood", "sends a million small messages", JUDGE, code=RAW + """
for _ in range(200_000): raw(b'{"start": 0}')
""")
attack("pickle", "sends a pickle, in case that anybody loads one", JUDGE, code=RAW + """
import pickle, os
class P:
    def __reduce__(self): return (os.system, ("touch @ROOT@/pwned",))
raw(pickle.dumps(P()))
""")
attack("raw-true-cell", "sends an output for cell True, which is 1 here and no number in what is kept",
       "a kept execution that a rerun can't read", code=RAW + """
for n in (True, *range(60)): raw(json.dumps({"cell": n, "outputs": []}).encode())
""")
attack("raw-swelling", "sends 30 MB of JSON that take a gigabyte of memory", JUDGE, code=RAW + """
data = b'{"exercise": "x", "outcomes": [' + b'{"":0},' * 1_100_000 + b"0]}"
for _ in range(4): raw(data)
""")
attack("late-outputs", "asks for the seeds, then sends them as the output of a cell",
       "PWNED in an output", code=RAW + """
raw(b'{"cells": true}')
for s in [o for o in gc.get_objects() if isinstance(o, socket.socket)]:
    try:
        s.settimeout(2)
        text = "PW" + "NED" + repr(s.recv(100_000))
        for n in range(60):
            raw(json.dumps({"start": n}).encode())
            raw(json.dumps({"cell": n, "outputs": [{"stream": "stdout", "text": text}]}).encode())
    except OSError: pass
""")
