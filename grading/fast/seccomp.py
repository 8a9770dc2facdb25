"""The system calls that a child may make, as a filter that the kernel runs.

An allow list: everything else returns EPERM. No new process, no other program, no socket beyond
a pair, no tracing, no memory outside RLIMIT_AS. Needs libseccomp through pyseccomp, once, in the
parent; a child only loads the finished filter.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import tempfile

ALLOWED = """
read write readv writev pread64 pwrite64 preadv pwritev preadv2 pwritev2 open openat creat close
close_range lseek stat fstat lstat newfstatat statx statfs fstatfs access faccessat faccessat2
readlink readlinkat getdents getdents64 getcwd chdir fchdir mkdir mkdirat rmdir rename renameat
renameat2 unlink unlinkat symlink symlinkat link linkat truncate ftruncate fallocate fsync
fdatasync flock fcntl dup dup2 dup3 umask chmod fchmod fchmodat utime utimes utimensat sendfile
copy_file_range pipe pipe2 poll ppoll select pselect6 epoll_create epoll_create1 epoll_ctl
epoll_wait epoll_pwait epoll_pwait2 eventfd2 sendto recvfrom sendmsg recvmsg shutdown
getsockname getpeername mmap munmap mremap mprotect madvise brk mincore
msync mlock munlock get_mempolicy membarrier rt_sigaction rt_sigprocmask rt_sigreturn
rt_sigtimedwait rt_sigpending rt_sigsuspend sigaltstack tgkill tkill pause alarm setitimer
getitimer nanosleep clock_nanosleep clock_gettime clock_getres gettimeofday time times
timerfd_create timerfd_settime timerfd_gettime timer_create timer_settime timer_gettime
timer_delete getpid getppid gettid getuid geteuid getgid getegid getresuid getresgid getgroups
getpgrp getpgid getsid getrlimit prlimit64 getrusage sysinfo uname getcpu sched_yield
sched_getaffinity sched_getparam sched_getscheduler sched_get_priority_max sched_get_priority_min
set_robust_list get_robust_list set_tid_address futex futex_waitv rseq arch_prctl exit exit_group
wait4 waitid getrandom restart_syscall
""".split()
IOCTLS = (0x5401, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451)  # terminal, window, bytes, flags
AF_UNIX = 1  # other families of socketpair() would have the kernel load their modules
# Type, error, buffers, listening, protocol, family: no SO_PEERPIDFD, a handle on the other side.
READ_OPTIONS = (3, 4, 7, 8, 30, 38, 39)
SET_OPTIONS = (2, 7, 8, 9)  # address reuse, buffers, keep-alive
PRCTLS = (15, 16, 0x53564D41)  # names of threads and of memory
CLONE_THREAD = 0x10000


class NoSeccomp(RuntimeError):
    """The filter can't be made; says what is missing."""


def build() -> bytes:
    """The filter as the kernel takes it."""
    try:
        import pyseccomp as seccomp
    except (ImportError, RuntimeError, OSError) as error:
        raise NoSeccomp(f"libseccomp with pyseccomp is missing ({error}): "
                        "install libseccomp2 and `pip install pyseccomp`") from None
    rules = seccomp.SyscallFilter(defaction=seccomp.ERRNO(errno.EPERM))

    def add(action: object, name: str, *arguments: object) -> None:
        # Some calls exist on some processors only.
        with contextlib.suppress(OSError, RuntimeError, ValueError):
            rules.add_rule(action, name, *arguments)

    for name in ALLOWED:
        add(seccomp.ALLOW, name)
    masked = seccomp.Arg(0, seccomp.MASKED_EQ, CLONE_THREAD, CLONE_THREAD)
    add(seccomp.ALLOW, "clone", masked)
    # clone3 hides its flags from filters; without it glibc falls back to clone.
    add(seccomp.ERRNO(errno.ENOSYS), "clone3")
    for code in IOCTLS:
        add(seccomp.ALLOW, "ioctl", seccomp.Arg(1, seccomp.EQ, code))
    add(seccomp.ALLOW, "socketpair", seccomp.Arg(0, seccomp.EQ, AF_UNIX))
    for call, options in (("getsockopt", READ_OPTIONS), ("setsockopt", SET_OPTIONS)):
        for code in options:
            add(seccomp.ALLOW, call, seccomp.Arg(2, seccomp.EQ, code))
    for code in PRCTLS:
        add(seccomp.ALLOW, "prctl", seccomp.Arg(0, seccomp.EQ, code))
    with tempfile.TemporaryFile() as file:
        rules.export_bpf(file)
        file.seek(0)
        return file.read()


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("filter", ctypes.c_char_p)]


def load(program: bytes) -> None:
    """Put the filter on this process, for good. OSError where the kernel refuses."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(38, 1, 0, 0, 0):  # PR_SET_NO_NEW_PRIVS
        raise OSError(ctypes.get_errno(), "no_new_privs")
    fprog = _Program(len(program) // 8, program)
    if libc.prctl(22, 2, ctypes.byref(fprog), 0, 0):  # PR_SET_SECCOMP, filter
        raise OSError(ctypes.get_errno(), "seccomp")
