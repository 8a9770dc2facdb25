"""Forging results inside the process: the answer is not there, the points should be."""

from grading.attacks import attack

POINTS = "more than 0 points"

attack("equal-to-everything", "returns an object that is equal to whatever it is compared with",
       POINTS, body="""
class Yes(float):
    def __eq__(self, other): return True
    def __ne__(self, other): return False
    def __hash__(self): return 0
def @NAME@(*args, **kwargs): return Yes(0)
""")
attack("patched-probe", "replaces the probes by functions that return nothing to compare", POINTS,
       code="""
from llmcourse.checking import registry
import dataclasses
for parts in registry.PARTS.values():
    for name, part in list(parts.items()):
        parts[name] = dataclasses.replace(part, function=lambda answer, rng: {})
""", body="def @NAME@(*args, **kwargs): return None")
attack("patched-run", "replaces run_exercise by one that reports success", POINTS, code="""
from llmcourse.checking import running
running.run_exercise = lambda *a, **k: {s: {"values": {"points": 99, "status": "right"}} for s in range(5)}
""", body="def @NAME@(*args, **kwargs): return None")
attack("patched-check", "replaces check() and the judge by ones that give all points", POINTS, code="""
import llmcourse, llmcourse.checking as c
from llmcourse.checking import checker, verdict
llmcourse.check = c.check = checker.check = lambda *a, **k: 99.0
check = lambda *a, **k: 99.0
verdict.judge_exercise = lambda *a, **k: None
verdict.PartVerdict.points = 99.0
""", body="def @NAME@(*args, **kwargs): return None")
attack("patched-random", "makes every drawn input the same, so that a constant is right", POINTS,
       code="""
import numpy as np
real = np.random.default_rng
np.random.default_rng = lambda *a, **k: real(0)
""", body="def @NAME@(*args, **kwargs): return [0.25, 0.25, 0.25, 0.25]")
attack("forged-outcomes", "finds the grader's socket and sends outcomes of its own, then goes",
       POINTS, code="""
import gc, json, os, socket
socks = [o for o in gc.get_objects() if isinstance(o, socket.socket)]
for n in range(3, 60):
    try: socks.append(socket.socket(fileno=os.dup(n)))
    except OSError: pass
for s in socks:
    try:
        for e in ("temperature-softmax", "top-p-filter", "sample-token"):
            out = {str(i): {p: {"outputs": {}, "points": 4, "status": "right"} for p in
                   ("values", "limits", "nucleus", "edges", "draw")} for i in range(9)}
            d = json.dumps({"exercise": e, "outcomes": out, "points": 4, "score": 1}).encode()
            s.sendall(len(d).to_bytes(4, "big") + d)
        d = b'{"done": true}'
        s.sendall(len(d).to_bytes(4, "big") + d)
    except OSError: pass
os._exit(0)
""")
attack("public-golden-replay", "answers hidden seeds with the shipped outputs of the public seeds",
       POINTS, code="""
import json, pathlib, llmcourse
data = {}
for path in pathlib.Path(llmcourse.__file__).parent.glob("exercises/golden/*.json"):
    data.update(json.loads(path.read_text())["exercises"])
import llmcourse.checking.running as running
def forged(exercise, answer, seeds, *a, **k):
    parts = data.get(exercise, {}).get("parts", {})
    return {s: {p: by["1"]["reference"] for p, by in parts.items()} for s in seeds}
running.run_exercise = forged
""", body="def @NAME@(*args, **kwargs): return None")
attack("frame-tampering", "walks up the frames at the probe and swaps what it will return", POINTS,
       body="""
def @NAME@(*args, **kwargs):
    import sys
    frame = sys._getframe()
    while frame:
        for value in frame.f_locals.values():
            if isinstance(value, dict) and "outputs" not in value:
                try: value["outputs"] = {}
                except Exception: pass
        frame = frame.f_back
    return None
""")
attack("input-transformer", "rewrites all later cells as they run", POINTS, code="""
shell = get_ipython()
shell.input_transformers_post.append(lambda lines: ["check = lambda *a: 99.0\\n"] + lines)
import ast
class Swap(ast.NodeTransformer):
    def visit_Raise(self, node): return ast.copy_location(ast.Return(ast.Constant(1.0)), node)
shell.ast_transformers.append(Swap())
""")
attack("result-as-score", "ends its cells with numbers that nbgrader could read as a score", POINTS,
       code="4.0", change=lambda nb: [cell.update(source="4.0") for cell in nb.cells
                                      if cell.id.endswith("-check")])
attack("builtin-swap", "replaces len, isinstance, float and open for everybody", POINTS, code="""
import builtins
builtins.isinstance = lambda *a: True
builtins.len = lambda *a: 1
builtins.float = lambda *a: 1.0
""", body="def @NAME@(*args, **kwargs): return 1.0")
attack("import-reference", "imports the package's answers by name", POINTS, body="""
import importlib
try: @NAME@ = getattr(importlib.import_module("llmcourse.@MODULE@"), "@NAME@")
except Exception: pass
""")
attack("exit-zero", "ends the process before anything is checked", POINTS, code="""
import os
os._exit(0)
""")
