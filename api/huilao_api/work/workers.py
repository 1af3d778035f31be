"""What workers do: `huilao serve` starts some, each in a process of its own, and `huilao work` is one."""

from __future__ import annotations

import os
import signal
import sys
import threading

from ..settings import Settings
from ..store.screenings import KIND as SCREENING
from ..web.observed import write_log
from . import checking
from .delivery import deliver_due
from .screening_work import ended, erase_old, screen
from .working import Duties, work

DUTIES = Duties(
    handlers={"check": checking.check, SCREENING: screen},
    ended={SCREENING: ended, "check": checking.ended},
    steps=((deliver_due, 0), (erase_old, 60)),
)  # fmt: skip


def main(settings: Settings, *, with_parent: bool = False) -> None:
    """A worker in this process, until a signal ends it or, `with_parent`, standard input does. Raises StoreError."""
    write_log(settings.log_level)
    os.umask(0o077)  # what is written is of people: its owner's alone
    stop = threading.Event()

    def end(_number: int, _frame: object) -> None:
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)
    if with_parent:
        threading.Thread(
            target=lambda: (os.read(sys.stdin.fileno(), 1), stop.set()), daemon=True
        ).start()  # no lock of Python's is held at the end
    work(settings, DUTIES, stop)
