"""The network, and sockets of the machine."""

from grading.attacks import attack

SOCKET = "a connection arrives at the watched port, or PWNED"

attack("connect-out", "connects to the instructor's machine and to the world", SOCKET, code="""
import socket
for family, address in ((socket.AF_INET, ("127.0.0.1", @PORT@)), (socket.AF_INET, ("1.1.1.1", 53)),
                        (socket.AF_INET6, ("::1", @PORT@))):
    try:
        s = socket.socket(family, socket.SOCK_STREAM); s.settimeout(2); s.connect(address); print("PWNED", address)
    except OSError: pass
""")
attack("listen", "opens a door for others", SOCKET, code="""
import socket
try:
    s = socket.socket(); s.bind(("0.0.0.0", 0)); s.listen(); print("PWNED")
except OSError: pass
""")
attack("unix-sockets", "talks to daemons through their sockets", SOCKET, code="""
import socket
for path in ("/run/docker.sock", "/var/run/docker.sock", "/run/dbus/system_bus_socket", "\\0dbus", "/tmp/.X11-unix/X0"):
    try:
        s = socket.socket(socket.AF_UNIX); s.connect(path); print("PWNED", path)
    except OSError: pass
""")
attack("raw-and-netlink", "opens raw, packet and netlink sockets", SOCKET, code="""
import socket
for family, kind in ((socket.AF_INET, socket.SOCK_RAW), (17, socket.SOCK_RAW), (16, socket.SOCK_RAW), (40, 1), (38, 5)):
    try: socket.socket(family, kind, 1); print("PWNED", family)
    except OSError: pass
""")
attack("download", "fetches answers with the usual libraries", SOCKET, code="""
import urllib.request
try: urllib.request.urlopen("http://127.0.0.1:@PORT@/answers", timeout=2); print("PWNED")
except OSError: pass
try: get_ipython().system("curl -s http://127.0.0.1:@PORT@/")
except OSError: pass
""")
attack("odd-socket-pairs", "makes pairs of every family, so that the kernel loads their modules", SOCKET,
       code="""
import socket, errno
for family in range(2, 46):
    for kind in (1, 2, 3, 5):
        try: socket.socketpair(family, kind); print("PWNED", family, kind)
        except OSError as error:
            if error.errno != errno.EPERM: print("PWNED the kernel was asked", family, kind)
""")
