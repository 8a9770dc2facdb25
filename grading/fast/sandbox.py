"""A sandbox of what Linux has without containers: it wraps a fork, it starts no program.

Order in `confine`: as root first the private mounts, then a user id of its own; then new user,
mount, process, network and ipc namespaces; as an ordinary user namespaces first. After the second
fork, in process 1 of the namespace: no capabilities, rlimits, Landlock, seccomp. Anything that
fails raises OSError: a sandbox with a hole is none.
"""

from __future__ import annotations

import ctypes
import os
import resource
import struct
import sys
from dataclasses import dataclass, field
from pathlib import Path

if __package__ == "grading.fast":
    from grading.fast import seccomp
    from grading.fast.limits import Limits
else:  # the copy beside the stubbed package
    from gradechild import seccomp  # type: ignore[no-redef]
    from gradechild.limits import Limits  # type: ignore[no-redef,assignment]

NEWNS, NEWUSER, NEWPID, NEWNET, NEWIPC, NEWUTS = (
    0x20000, 0x10000000, 0x20000000, 0x40000000, 0x8000000, 0x4000000)
MS_RDONLY, MS_NOSUID, MS_NODEV, MS_REMOUNT, MS_BIND, MS_REC, MS_PRIVATE = (
    1, 2, 4, 32, 4096, 16384, 1 << 18)
INNER = 1000  # user and group inside
MB = 10**6
SYSTEM = ("/usr/lib", "/usr/lib64", "/lib", "/lib64", "/usr/share/zoneinfo", "/usr/share/fonts",
          "/etc/ld.so.cache", "/etc/localtime")
DEVICES = ("/dev/null", "/dev/zero", "/dev/random", "/dev/urandom")

# Use of every function is set up before the fork: foreign code never sees a half-made sandbox.
_libc = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True)
class Plan:
    """How children of one parent are confined."""

    root: str  # an empty folder, where the private file system is mounted
    visible: tuple[str, ...]  # folders that stay readable, under their own names
    hidden: tuple[str, ...] = ()  # folders in them that look empty
    limits: Limits = field(default_factory=Limits)
    first_uid: int = 200_000  # as root: a user for each child, from here on
    program: bytes = b""  # the seccomp filter


def _check(result: int, what: str) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
    return result


def _mount(source: str, target: str, kind: str | None, flags: int, data: str = "") -> None:
    _check(_libc.mount(source.encode(), target.encode(), kind.encode() if kind else None,
                       ctypes.c_ulong(flags), data.encode() or None), f"mount {target}")


def _read_only(target: str, device: bool = False) -> None:
    """mount_setattr, recursive: read-only, no set-user-id, no devices."""
    flags = 1 | 2 | (0 if device else 4)
    attributes = struct.pack("QQQQ", flags, 0, 0, 0)
    _check(_libc.syscall(442, -100, target.encode(), 0x8000, attributes, len(attributes)),
           f"mount_setattr {target}")


def visible_folders(*more: str) -> tuple[str, ...]:
    """What Python needs: its library, site-packages and the system's shared libraries."""
    python = {sys.prefix, str(Path(sys.base_prefix) / "lib"), *more}
    paths = [path for path in SYSTEM if os.path.exists(path)]
    paths += [path for path in sorted(python) if os.path.exists(path)
              and not any(path == old or path.startswith(old + "/") for old in paths)]
    return tuple(paths)


def _build_root(plan: Plan, uid: int, gid: int) -> None:
    """Mount the private file system and make it the only one."""
    top, limits = plan.root, plan.limits
    os.umask(0o022)  # the child's user must pass through what is made here
    _mount("none", "/", None, MS_REC | MS_PRIVATE)
    _mount("tmpfs", top, "tmpfs", MS_NOSUID | MS_NODEV, "size=256k,nr_inodes=400,mode=755")
    # before what is visible: a checkout or its environment may itself lie under /tmp
    os.mkdir(top + "/tmp")
    size = f"size={limits.disk_mb * MB},nr_inodes={limits.inodes},mode=700,uid={uid},gid={gid}"
    _mount("tmpfs", top + "/tmp", "tmpfs", MS_NOSUID | MS_NODEV, size)
    for path in plan.visible:
        target = top + path
        os.makedirs(os.path.dirname(target), exist_ok=True)
        if os.path.islink(path):
            os.symlink(os.readlink(path), target)
            continue
        if os.path.isdir(path):
            os.makedirs(target, exist_ok=True)
        else:
            open(target, "x").close()
        _mount(path, target, None, MS_BIND | MS_REC)
        _read_only(target)
    for path in plan.hidden:
        if os.path.isdir(top + path):
            _mount("tmpfs", top + path, "tmpfs", MS_NOSUID | MS_NODEV,
                   "size=4k,nr_inodes=1,mode=755")
    os.makedirs(top + "/dev/shm", exist_ok=True)
    for path in DEVICES:
        open(top + path, "x").close()
        _mount(path, top + path, None, MS_BIND)
        _read_only(top + path, device=True)
    _mount("none", top, None, MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID | MS_NODEV)
    os.chdir(top)
    _check(_libc.syscall(_PIVOT_ROOT, b".", b"."), "pivot_root")
    _check(_libc.umount2(b".", 2), "umount2")  # MNT_DETACH: nothing of the old root stays
    os.chdir("/tmp")


_PIVOT_ROOT = {"x86_64": 155, "aarch64": 41}.get(os.uname().machine, -1)


def confine(plan: Plan, slot: int) -> None:
    """First half, in the process between parent and child. Its next fork is process 1 inside."""
    uid, gid = os.geteuid(), os.getegid()
    proc = os.open("/proc", os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)  # out of sight later
    root = uid == 0
    if root:
        uid = gid = plan.first_uid + slot
        _check(_libc.unshare(NEWNS), "unshare mounts")
        _build_root(plan, uid, gid)
        os.setgroups([])
        os.setresgid(gid, gid, gid)
        os.setresuid(uid, uid, uid)
        _libc.prctl(4, 1, 0, 0, 0)  # PR_SET_DUMPABLE: or the maps below belong to root
    spaces = NEWUSER | NEWNS | NEWPID | NEWNET | NEWIPC | NEWUTS
    _check(_libc.unshare(spaces), "unshare namespaces")
    for name, text in (("setgroups", "deny"), ("gid_map", f"{INNER} {gid} 1"),
                       ("uid_map", f"{INNER} {uid} 1")):
        file = os.open(f"self/{name}", os.O_WRONLY, dir_fd=proc)
        os.write(file, text.encode())
        os.close(file)
    os.close(proc)
    if not root:
        _build_root(plan, INNER, INNER)


def _drop_capabilities() -> None:
    for number in range(64):
        if _libc.prctl(24, number, 0, 0, 0):  # PR_CAPBSET_DROP
            break
    head = struct.pack("Ii", 0x20080522, 0)
    _check(_libc.capset(head, bytes(24)), "capset")


def _set_limits(limits: Limits, base_bytes: int) -> None:
    top = {
        resource.RLIMIT_AS: base_bytes + limits.memory_mb * MB,
        resource.RLIMIT_CPU: limits.cpu_seconds,
        resource.RLIMIT_FSIZE: limits.file_mb * MB,
        resource.RLIMIT_NOFILE: limits.files,
        resource.RLIMIT_NPROC: limits.threads,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_MSGQUEUE: 0,
        resource.RLIMIT_MEMLOCK: 0,
    }
    for name, value in top.items():
        hard = resource.getrlimit(name)[1]
        value = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(name, (value, value))


def landlock_version() -> int:
    """The kernel's Landlock ABI; 0 where it has none."""
    return max(0, _libc.syscall(444, None, 0, 1))


def _landlock() -> None:
    version = landlock_version()
    if not version:
        raise OSError("Landlock is missing in this kernel")
    files = (1 << {1: 13, 2: 14, 3: 15, 4: 15}.get(version, 16)) - 1
    attributes = struct.pack("QQQ", files, 3 if version >= 4 else 0, 3 if version >= 6 else 0)
    size = 24 if version >= 6 else 16 if version >= 4 else 8
    ruleset = _check(_libc.syscall(444, attributes, size, 0), "landlock_create_ruleset")
    read, write = (1 << 2) | (1 << 3), 1 << 1
    # No execution, no devices, no sockets in the file system anywhere.
    inside = files & ~((1 << 0) | (1 << 6) | (1 << 9) | (1 << 11) | (1 << 15))
    for path, rights in (("/", read), ("/dev", read | write), ("/tmp", inside)):
        folder = os.open(path, os.O_PATH | os.O_CLOEXEC)
        rule = struct.pack("=Qi", rights & files, folder)
        _check(_libc.syscall(445, ruleset, 1, rule, 0), f"landlock_add_rule {path}")
        os.close(folder)
    _check(_libc.prctl(38, 1, 0, 0, 0), "no_new_privs")
    _check(_libc.syscall(446, ruleset, 0), "landlock_restrict_self")
    os.close(ruleset)


def seal(plan: Plan, base_bytes: int) -> None:
    """Second half, in process 1 of the new namespace; foreign code may run afterwards.

    base_bytes: the address space that the parent had already.
    """
    os.setsid()
    _drop_capabilities()
    _set_limits(plan.limits, base_bytes)
    _landlock()
    seccomp.load(plan.program)


def address_space() -> int:
    """Bytes of address space that this process has."""
    with open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[0]) * resource.getpagesize()


def unavailable() -> str:
    """Why this machine can't build the sandbox, known without trying; "" otherwise."""
    if sys.platform != "linux":
        return ("only Linux has what the sandbox needs; grade untrusted submissions on a Linux "
                "machine")
    if _PIVOT_ROOT < 0:
        return f"the sandbox does not know the processor {os.uname().machine}"
    if not landlock_version():
        return "this kernel has no Landlock (Linux 5.13 and later have it, if switched on)"
    return ""


def die_with_parent() -> None:
    """SIGKILL to this process when the one that forked it ends."""
    _libc.prctl(1, 9, 0, 0, 0)  # PR_SET_PDEATHSIG


def close_others(keep: set[int]) -> None:
    """Close every file descriptor but these."""
    last = 3
    for number in sorted(keep):
        if number >= last:
            os.closerange(last, number)
            last = number + 1
    os.closerange(last, resource.getrlimit(resource.RLIMIT_NOFILE)[0])
