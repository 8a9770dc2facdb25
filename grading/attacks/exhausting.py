"""Exhausting memory, processes, disk, output, descriptors, time."""

from grading.attacks import attack

SLOW = "the batch stops or another submission loses points"

attack("memory-bomb", "takes memory until something gives", SLOW, code="""
try:
    hold = []
    while True: hold.append(bytearray(50_000_000))
except MemoryError: print("stopped at", len(hold) * 50, "MB"); print("PWNED") if len(hold) > 80 else None
""")
attack("fork-bomb", "makes processes and threads without end", SLOW, code="""
import os, threading, time
count = 0
try:
    while True:
        threading.Thread(target=time.sleep, args=(30,), daemon=True).start(); count += 1
except RuntimeError: print("threads", count)
if count > 200: print("PWNED")
try:
    while True:
        if os.fork() == 0: time.sleep(30)
        print("PWNED")
except OSError: pass
""")
attack("disk-bomb", "fills the disk with one file and with many", SLOW, code="""
written = 0
try:
    for n in range(5000):
        with open(f"/tmp/{n}", "wb") as file: written += file.write(bytes(1_000_000))
except OSError: pass
if written > 200_000_000: print("PWNED", written)
try:
    for n in range(100000): open(f"/tmp/i{n}", "w").close()
    print("PWNED inodes")
except OSError: pass
""")
attack("hidden-memory", "takes memory that no limit of a process counts", SLOW, code="""
import ctypes, os, mmap
libc = ctypes.CDLL(None, use_errno=True)
if libc.memfd_create(b"x", 0) >= 0: print("PWNED memfd")
if libc.shmget(0, 100_000_000, 0o1600) >= 0: print("PWNED shm")
pipes = []
try:
    for _ in range(500): pipes.append(os.pipe())
    print("PWNED pipes")
except OSError: pass
""")
attack("output-flood", "prints 200 MB", SLOW, code="""
for _ in range(2000): print("x" * 100_000)
""")
attack("output-many-cells", "displays thousands of pictures", SLOW, code="""
from IPython.display import display, HTML
for n in range(3000): display(HTML("<b>" + "x" * 5000 + "</b>"))
""")
attack("sleep", "sleeps for an hour", SLOW, code="import time\ntime.sleep(3600)")
attack("sleep-in-answer", "sleeps inside the answer", SLOW, body="""
def @NAME@(*args, **kwargs):
    import time
    time.sleep(3600)
""")
attack("deep-recursion", "recurses until the stack of C ends", SLOW, code="""
import sys
sys.setrecursionlimit(10**9)
def f(n): return f(n + 1)
try: f(0)
except RecursionError: pass
""")
attack("segfault", "crashes the interpreter", SLOW, code="import ctypes\nctypes.string_at(0)")
attack("regex-bomb", "spends its time inside C, where no signal handler of Python runs", SLOW, code="""
import re
re.match(r"(a+)+$", "a" * 60 + "b")
""")
attack("descriptor-bomb", "opens files until there are no more", SLOW, code="""
files = []
try:
    while len(files) < 100000: files.append(open("/dev/null"))
    print("PWNED")
except OSError: pass
del files
""")
attack("queued-memory", "fills large pipes, and sends pipes through sockets to have more of them", SLOW,
       code="""
import fcntl, os, socket
queued, pairs = 0, [socket.socketpair() for _ in range(4)]
try:
    for n in range(5000):
        reader, writer = os.pipe()
        os.set_blocking(writer, False)
        try: fcntl.fcntl(writer, 1031, 1 << 20)
        except OSError: pass
        try:
            while True: queued += os.write(writer, bytes(1 << 16))
        except BlockingIOError: pass
        socket.send_fds(pairs[n % 4][0], [b"x"], [reader, writer])
        os.close(reader); os.close(writer)
except OSError: pass
if queued > 150_000_000: print("PWNED", queued)
""")
