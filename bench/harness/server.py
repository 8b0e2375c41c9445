"""A server under measurement: started on a free port of loopback, awaited, stopped."""
import os
import socket
import subprocess
import time
import urllib.error
import urllib.request


def free_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


class Server:
    """Use it as a context. `command` is a function of the port; `ready` a path that answers 200 only
    when the first request will be served at full speed."""

    def __init__(self, name, command, environment=None, ready="/readyz", patience_s=120):
        self.name, self.command, self.ready, self.patience_s = name, command, ready, patience_s
        self.environment = {**os.environ, **(environment or {})}

    def __enter__(self):
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        start = time.monotonic()
        self.process = subprocess.Popen(
            self.command(port), env=self.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while not self._answers():
            if self.process.poll() is not None or time.monotonic() - start > self.patience_s:
                self.__exit__()
                raise SystemExit(f"{self.name} did not get ready: {' '.join(self.command(port))}")
            time.sleep(0.01)
        self.start_s = time.monotonic() - start
        return self

    def _answers(self):
        try:
            return urllib.request.urlopen(self.url + self.ready, timeout=1).status == 200
        except (urllib.error.URLError, OSError):
            return False

    def post(self, path, body):
        """Status and body of one request, refusals included."""
        request = urllib.request.Request(self.url + path, body, {"Content-Type": "application/json"})
        try:
            with urllib.request.urlopen(request, timeout=120) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as refusal:
            return refusal.code, refusal.read()

    def __exit__(self, *_):
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
