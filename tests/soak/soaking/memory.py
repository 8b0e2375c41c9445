"""Whether the server's memory stays flat."""
import threading
import time

SETTLED_S, WINDOW_S, MOST = 300, 120, 0.05


def mean(sizes):
    return sum(sizes) / len(sizes)


def windows(seen):
    """Means of the windows since the server has settled, in their order."""
    parts = {}
    for t, size in seen:
        if t >= SETTLED_S:
            parts.setdefault(int((t - SETTLED_S) // WINDOW_S), []).append(size)
    return [mean(sizes) for _, sizes in sorted(parts.items())]


def spread(means, first):
    return {"highest": f"{max(means) / first - 1:+.1%}", "lowest": f"{min(means) / first - 1:+.1%}"}


class Memory:
    """Resident bytes: at rest, when only what serves is loaded, and once a second. Safe from many
    threads."""

    def __init__(self):
        self.lock, self.start = threading.Lock(), time.monotonic()
        self.rests, self.seconds = [], []

    def at_rest(self, size):
        with self.lock:
            self.rests.append((time.monotonic() - self.start, size))

    def in_between(self, size):
        with self.lock:
            self.seconds.append((time.monotonic() - self.start, size))

    def judged(self, findings):
        """A fault where a window's mean is over the first's by more than MOST. The few samples at rest
        are printed beside it: they say what is kept, and differ by what was in work just before."""
        rests, seconds = windows(self.rests), windows(self.seconds)
        if len(seconds) < 2 or not rests:
            return {"note": "too short to judge memory", "last_mb": self.seconds[-1][1] >> 20}
        if max(seconds) / seconds[0] - 1 > MOST:
            findings.fault(f"memory rose to {max(seconds) / 2**20:.0f} MB from {seconds[0] / 2**20:.0f}")
        return {"at_rest_mb": [round(size / 2**20, 1) for size in rests],
                "at_rest": spread(rests, rests[0]), "each_second": spread(seconds, seconds[0]),
                "most_mb": round(max(size for _, size in self.seconds) / 2**20, 1)}
