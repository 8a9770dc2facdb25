"""Changing files, the gradebook, other submissions, the package that others will use."""

from grading.attacks import attack

TOUCHED = "a watched file, row or score changes, or PWNED"
TRY = """
import os
def attempt(what, *args, **kwargs):
    try:
        what(*args, **kwargs)
        print("PWNED", args)
    except OSError: pass
"""

attack("write-gradebook", "gives itself and others points in the database", TOUCHED, code=TRY + """
import sqlite3
for path in ("@ROOT@/gradebook.db", "@REPO@/grading/gradebook.db"):
    try:
        db = sqlite3.connect(f"file:{path}?mode=rw", uri=True)
        db.execute("update grade set manual_score = 99"); db.commit(); print("PWNED", path)
    except sqlite3.Error: pass
""")
attack("change-victim", "overwrites another learner's submission", TOUCHED, code=TRY + """
for path in ("@ROOT@/submitted/@VICTIM@/@UNIT@/@BOOK@.ipynb", "@ROOT@/autograded/@VICTIM@/@UNIT@/@BOOK@.ipynb"):
    attempt(open, path, "w"); attempt(os.unlink, path); attempt(os.chmod, path, 0o777)
""")
attack("poison-package", "changes the stubbed package for those who are graded next", TOUCHED,
       code=TRY + """
import llmcourse, numpy
for module in (llmcourse, numpy):
    folder = os.path.dirname(module.__file__)
    attempt(open, folder + "/pwned.py", "w"); attempt(open, module.__file__, "a")
    attempt(os.chmod, folder, 0o777); attempt(os.rename, folder, folder + "x")
""")
attack("poison-parent", "changes module state, hoping that the next child inherits it", TOUCHED, code="""
import llmcourse, builtins, random
llmcourse.PWNED = builtins.PWNED = True
random.seed(1)
""", body="def @NAME@(*args, **kwargs): return None")
attack("poisoned-by-others", "looks for what poison-parent left behind", TOUCHED, code="""
import builtins, llmcourse, os
if hasattr(builtins, "PWNED") or hasattr(llmcourse, "PWNED"): print("PWNED inherited")
if os.listdir("/tmp"): print("PWNED left files", os.listdir("/tmp")) if "pwned" in os.listdir("/tmp") else None
""")
attack("remount", "makes the read-only places writable again, or mounts more", TOUCHED, code="""
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
for call in (lambda: libc.mount(b"none", b"/usr/lib", None, 32 | 4096, None),
             lambda: libc.mount(b"proc", b"/tmp", b"proc", 0, None),
             lambda: libc.umount2(b"/tmp", 2), lambda: libc.chroot(b"/tmp"),
             lambda: libc.unshare(0x10000000), lambda: libc.setuid(0) if libc.getuid() else 1):
    if call() == 0: print("PWNED")
""")
attack("write-everywhere", "drops files wherever it can outside of its own folder", TOUCHED,
       code=TRY + """
for folder in ("/", "/usr/lib", "/etc", "/dev", "/dev/shm", "/root", "/work", "@ROOT@", "@REPO@"):
    attempt(open, folder + "/pwned", "w")
open("/tmp/pwned", "w").write("mine alone")
""")
attack("priorities", "changes priority and affinity of others", TOUCHED, code=TRY + """
attempt(os.setpriority, os.PRIO_USER, 0, 19) if False else None
for pid in range(2, 400):
    attempt(os.sched_setaffinity, pid, {0}); attempt(os.setpriority, os.PRIO_PROCESS, pid, 19)
""")
