"""Every bound of the grader, in one place.

`--limit NAME=VALUE` of the command changes one. Seconds, megabytes (10**6 bytes), counts. Knows
numbers only; sandbox.py, child.py, engine.py and intake.py enforce them.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """What one submission may use; the kernel enforces it where the comment says so."""

    wall_seconds: int = 300  # a whole submission; then SIGKILL through its pidfd
    cpu_seconds: int = 240  # RLIMIT_CPU
    cell_seconds: int = 60  # one cell; the child's own alarm, so that later cells still run
    part_seconds: int = 30  # one part of a probe on one seed; likewise
    memory_mb: int = 2000  # above what the parent had: RLIMIT_AS
    threads: int = 32  # RLIMIT_NPROC; new processes are refused by seccomp
    files: int = 128  # RLIMIT_NOFILE
    file_mb: int = 32  # one file: RLIMIT_FSIZE
    disk_mb: int = 64  # the private file system, in memory
    inodes: int = 2000  # files and folders in it
    message_mb: int = 8  # one message of the child
    answer_mb: int = 32  # all its messages together
    messages: int = 5000
    values: int = 1_000_000  # lists and their items in all its messages, or in one notebook
    shown_characters: int = 20_000  # text shown of one cell
    shown_kb: int = 1000  # text and HTML shown of a submission
    picture_kb: int = 400  # one picture shown of a cell
    pictures: int = 20  # of one submission
    page_seconds: int = 30  # to make what it shows harmless, and again for its feedback page
    notebook_mb: int = 20  # what is handed in, one file
    cells: int = 1000
    nesting: int = 30  # lists in lists in the handed-in JSON
    source_kb: int = 1000  # all code of a submission

    def changed(self, settings: Iterable[str]) -> Limits:
        """These limits with "name=value" settings; ValueError names the known ones."""
        known = {field.name for field in dataclasses.fields(self)}
        changes = {}
        for setting in settings:
            name, _, value = setting.partition("=")
            if name not in known or not value.isdigit() or int(value) < 1:
                raise ValueError(f"--limit {setting!r}: write NAME=NUMBER with a name of "
                                 f"{', '.join(sorted(known))}")
            changes[name] = int(value)
        return dataclasses.replace(self, **changes)

    def to_dict(self) -> dict[str, int]:
        """Plain data, for the parent."""
        return dataclasses.asdict(self)
