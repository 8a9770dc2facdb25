"""Reading what is hidden: answers, seeds, expected outputs, other learners, the grader."""

from grading.attacks import attack

MARKED = "PWNED in an output, or more than 0 points"
FIND = """
import os
def look(path, words):
    try:
        with open(path, "rb") as file: data = file.read()
        if any(word in data for word in words): print("PWNED", path)
    except OSError: pass
"""

attack("read-sources", "opens the package's sources and the lesson's solutions", MARKED, code=FIND + """
for path in ("@REPO@/src/llmcourse/@MODULE@.py", "@REPO@/solutions/@UNIT@/@BOOK@.nb.py",
             "@REPO@/solutions/@UNIT@/@BOOK@.ipynb", "@ROOT@/solutions/@UNIT@/@BOOK@.ipynb"):
    look(path, [b""])
""")
attack("reload-reference", "puts the source folder on sys.path and imports from it", MARKED, code="""
import sys, importlib
sys.path.insert(0, "@REPO@/src"); sys.path.insert(0, "@REPO@")
for name in [n for n in sys.modules if n.startswith("llmcourse")]: del sys.modules[name]
try:
    import grading.judge
    print("PWNED grading")
except ImportError: pass
""", body="""
try:
    import importlib, inspect
    @NAME@ = getattr(importlib.import_module("llmcourse.@MODULE@"), "@NAME@")
    if "raise NotImplementedError" not in inspect.getsource(@NAME@): print("PWNED reference")
except Exception: pass
""")
attack("read-seeds", "reads the private seeds and expected outputs", MARKED, code=FIND + """
for folder in ("@REPO@/grading/private", "@REPO@/grading/mutants", "@ROOT@/grading-work"):
    try: print("PWNED", os.listdir(folder)) if os.listdir(folder) and "packages" not in os.listdir(folder) else None
    except OSError: pass
look("@REPO@/grading/private/golden/@UNIT@.json", [b""])
look("@REPO@/grading/private/golden/seeds/@UNIT@.seeds", [b""])
""")
attack("bytecode", "looks for compiled answers and for copies of the package anywhere", MARKED,
       code="""
import os, sys
for top in ["/", *sys.path]:
    for folder, dirs, files in os.walk(top):
        if folder.count("/") > 9: dirs.clear()
        if folder.endswith("/solutions") or "mutants" in dirs: print("PWNED", folder)
        if "gradebook.db" in files and "nbgrader" not in folder: print("PWNED", folder)
        if "torch" in dirs: dirs.remove("torch")
    break
""")
attack("own-memory", "scans its own memory for the mistakes' sentences and the seeds", MARKED, code="""
import gc
found = [o for o in gc.get_objects() if isinstance(o, dict) and "seeds" in o and "exercises" in o]
if found: print("PWNED", found[:1])
try:
    with open("/proc/self/maps") as maps:
        print("PWNED maps")
except OSError: pass
""")
attack("parents-memory", "reads memory and environment of the parent through /proc and ptrace", MARKED,
       code="""
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
for pid in {os.getppid(), 1, 2, *range(100, 400)} - {0, os.getpid()}:
    for name in ("environ", "mem", "maps", "fd", "root"):
        try:
            os.listdir(f"/proc/{pid}/{name}") if name in ("fd", "root") else open(f"/proc/{pid}/{name}", "rb").read(10)
            print("PWNED", pid, name)
        except OSError: pass
    if libc.ptrace(16, pid, 0, 0) == 0: print("PWNED ptrace", pid)
""")
attack("process-vm", "copies memory of other processes by system call", MARKED, code="""
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
for pid in range(1, 500):
    buffer = ctypes.create_string_buffer(8)
    vector = (ctypes.c_size_t * 2)(ctypes.addressof(buffer), 8)
    if pid != 1 and libc.process_vm_readv(pid, vector, 1, vector, 1, 0) > 0: print("PWNED", pid)
""")
attack("environment", "looks for keys, tokens and paths in the environment", MARKED, code="""
import os
for key, value in os.environ.items():
    if any(w in key for w in ("KEY", "TOKEN", "SECRET", "GOLDEN", "SUDO", "SSH")) and key != "TOKENIZERS_PARALLELISM": print("PWNED", key)
""")
attack("read-others", "reads another learner's submission and the gradebook", MARKED, code=FIND + """
look("@ROOT@/submitted/@VICTIM@/@UNIT@/@BOOK@.ipynb", [b""])
look("@ROOT@/gradebook.db", [b""]); look("@REPO@/grading/gradebook.db", [b""])
import os
look("/etc/shadow", [b""]); look(os.path.expanduser("~root/.ssh/id_rsa"), [b""]); look("/etc/passwd", [b""])
""")
attack("descriptors", "uses every open file descriptor that it inherited", MARKED, code="""
import os, stat
for n in range(0, 128):
    try: about = os.fstat(n)
    except OSError: continue
    if stat.S_ISDIR(about.st_mode): print("PWNED directory", n)
    if stat.S_ISREG(about.st_mode): print("PWNED file", n)
for path in ("..", "../..", "/../../.."):
    try:
        if "gradebook.db" in os.listdir(path) or "home" in os.listdir(path): print("PWNED", path)
    except OSError: pass
""")
attack("leak-inputs", "saves the hidden inputs while probed, to show them in later cells", MARKED,
       body="""
SEEN = globals().get("SEEN", [])
def @NAME@(*args, **kwargs):
    SEEN.append(repr(args))
    print("PW" + "NED", args)
    raise ValueError("PW" + "NED" + str(args))
if SEEN: print("PW" + "NED", SEEN)
""")
attack("leak-by-line", "puts a hidden input into the line that a traceback shows", MARKED, body="""
def @NAME@(*args, **kwargs):
    import linecache
    text = f"raise KeyError('PW" + f"NED {args}')"
    name = @NAME@.__code__.co_filename
    linecache.cache[name] = (len(text), None, [text + chr(10)] * 50, name)
    raise type("PW" + "NED" + str(len(repr(args))), (Exception,), {})(str(args))
""")
attack("ask-for-seeds", "reads the seeds from the socket before its cells end, prints inputs", MARKED,
       code="""
import gc, socket, json, select
for s in [o for o in gc.get_objects() if isinstance(o, socket.socket)]:
    try:
        d = b'{"cells": true, "fake": 1}'
        s.sendall(len(d).to_bytes(4, "big") + d)
        if select.select([s], [], [], 2)[0]: print("PWNED-SEEDS", s.recv(4096))
    except Exception: pass
""")
