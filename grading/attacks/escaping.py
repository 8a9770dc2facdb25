"""Escaping in time or into other processes: what is still alive afterwards?"""

from grading.attacks import attack

ALIVE = "a process that outlives the child, PWNED, or points"
LATER = 'open("@ROOT@/pwned", "w")'

attack("detached-process", "starts a process of its own that acts later", ALIVE, code="""
import subprocess, sys, os
for start in (lambda: subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"], start_new_session=True),
              lambda: os.system("sleep 60 &") == 0 or None,
              lambda: os.posix_spawn("/bin/sh", ["sh", "-c", "sleep 60"], {})):
    try:
        if start() is not None: print("PWNED")
    except OSError: pass
""")
attack("double-fork", "forks twice and lets init adopt the grandchild", ALIVE, code="""
import os, time
try:
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            time.sleep(60)
        os._exit(0)
    print("PWNED forked")
except OSError: pass
""")
attack("raw-clone", "makes processes by clone, vfork and clone3 directly", ALIVE, code="""
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
for number, args in ((56, (17, 0, 0, 0, 0)), (58, ()), (57, ()), (435, (0, 88))):
    pid = libc.syscall(number, *args)
    if pid == 0: os._exit(0)
    if pid > 0: print("PWNED", number)
""")
attack("exec", "becomes another program", ALIVE, code="""
import os
for path in ("/bin/sh", "/usr/bin/env", "/proc/self/exe"):
    try: os.execv(path, [path, "-c", "sleep 60"])
    except OSError: pass
""")
attack("atexit-and-threads", "acts at exit and from threads that go on", ALIVE, code="""
import atexit, threading, time
def later():
    time.sleep(1)
    try: open("@ROOT@/pwned", "w"); print("PWNED")
    except OSError: pass
atexit.register(later)
for _ in range(4): threading.Thread(target=later).start()
""")
attack("ignore-signals", "ignores every signal and never ends", ALIVE, code="""
import signal
for number in range(1, 65):
    try: signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError): pass
while True:
    try:
        while True: pass
    except BaseException: pass
""")
attack("swallow-timeout", "catches the time limit of a part and goes on", ALIVE, body="""
def @NAME@(*args, **kwargs):
    while True:
        try:
            while True: pass
        except BaseException: continue
""")
attack("kill-the-parent", "signals everything that it can name", ALIVE, code="""
import os, signal
for pid in (os.getppid(), -1, *range(2, 300)):
    if pid in (0, os.getpid()): continue
    try: os.kill(pid, 9); print("PWNED", pid)
    except OSError: pass
""")
attack("debugger", "raises the pieces of ptrace, bpf, perf, io_uring, userfaultfd", ALIVE, code="""
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
for number in (101, 298, 321, 323, 425, 250, 246, 272, 308, 310, 155, 165, 176, 175, 169, 153, 319):
    if libc.syscall(number, 0, 0, 0, 0, 0) >= 0: print("PWNED", number)
""")
attack("peer-handle", "takes a handle on the grader out of its own socket, signals and opens it",
       "a handle, or PWNED", code="""
import ctypes, gc, socket, struct
libc = ctypes.CDLL(None, use_errno=True)
for s in [o for o in gc.get_objects() if isinstance(o, socket.socket)]:
    try: handle = struct.unpack("i", s.getsockopt(socket.SOL_SOCKET, 77, 4))[0]
    except OSError: continue
    print("PWNED", handle)
    for number, args in ((424, (handle, 0, 0, 0)), (438, (handle, 0, 0)), (308, (handle, 1 << 29))):
        if libc.syscall(number, *args) >= 0: print("PWNED", number)
""")
