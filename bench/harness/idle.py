"""Waiting until a server has done what clients that left still wanted of it."""
import os
import pathlib
import time

TICKS = os.sysconf("SC_CLK_TCK")


def family(pid):
    """A process and those that it started, and so on."""
    found = [pid]
    for task in pathlib.Path(f"/proc/{pid}/task").glob("*/children"):
        for child in task.read_text().split():
            found += family(int(child))
    return found


def processor_s(pid):
    total = 0
    for one in family(pid):
        fields = pathlib.Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
        total += int(fields[11]) + int(fields[12])
    return total / TICKS


def await_idle(pid, patience_s=60):
    """Returns once the family used less than a tenth of one processor for half a second."""
    end = time.monotonic() + patience_s
    before = processor_s(pid)
    while time.monotonic() < end:
        time.sleep(0.5)
        now = processor_s(pid)
        if now - before < 0.05:
            return
        before = now
