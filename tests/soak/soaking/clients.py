"""Who asks for scores: some read their answers, some leave."""
import collections
import http.client
import json
import random
import socket
import struct
import threading
import time


class Findings:
    """What went wrong, and how often what happened. Safe from many threads."""

    def __init__(self):
        self.lock = threading.Lock()
        self.counts, self.faults = collections.Counter(), []

    def count(self, what):
        with self.lock:
            self.counts[what] += 1

    def fault(self, what):
        with self.lock:
            self.counts["faults"] += 1
            if len(self.faults) < 20:
                self.faults.append(what)


def head_of(key, size):
    return (f"POST /v1/score HTTP/1.1\r\nHost: soak\r\nAuthorization: Bearer {key}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {size}\r\n\r\n").encode()


def read(server, expected, findings, stop, seed):
    """Scores texts over one connection and compares every answer."""
    rng = random.Random(seed)
    connection = None
    while not stop.is_set():
        model = rng.choice(sorted(expected))
        text = rng.choice(list(expected[model]))
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {server.score}"}
        deadline = rng.random() < 0.05
        if deadline:
            headers["X-Request-Timeout-Ms"] = str(rng.choice([1, 5, 50]))
        try:
            connection = connection or http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
            connection.request("POST", "/v1/score", json.dumps({"essay": text, "model": model}),
                               headers)
            response = connection.getresponse()
            body = json.loads(response.read())
        except (OSError, http.client.HTTPException, ValueError) as error:
            findings.fault(f"no answer: {error!r}")
            connection = None
            continue
        judge(response.status, body, expected[model][text], deadline, findings)
        time.sleep(0.05 if response.status == 429 else rng.random() / 50)


def judge(status, body, expected, deadline, findings):
    findings.count(f"status {status}")
    if status == 200:
        if (body["raw"], body["score"]) != expected:
            findings.fault(f"wrong answer: {body['raw']} {body['score']} for {expected}")
        findings.count("from the cache" if "cache" in body else "computed")
    elif not (status == 429 or (status == 504 and deadline)):
        findings.fault(f"status {status}: {body.get('detail')}")


def leave(server, expected, findings, stop, seed):
    """Connects, sends some of a request or all of it, and goes in one of several ways."""
    rng = random.Random(seed)
    model = sorted(expected)[0]
    while not stop.is_set():
        body = json.dumps({"essay": rng.choice(list(expected[model])) + f" {rng.random()}."}).encode()
        request = head_of(server.score, len(body)) + body
        way = rng.choice(["at once", "in the body", "reset", "half-closed", "slowly"])
        try:
            with socket.create_connection(("127.0.0.1", server.port), timeout=10) as connection:
                if way == "in the body":
                    request = request[:rng.randrange(len(request))]
                if way == "slowly":
                    for byte in request[:4]:
                        connection.send(bytes([byte]))
                        time.sleep(1)
                else:
                    connection.sendall(request)
                if way == "half-closed":
                    connection.shutdown(socket.SHUT_WR)
                    connection.recv(100)
                if way == "reset":
                    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            findings.count(f"left {way}")
        except OSError:
            findings.count("left and was closed")
        time.sleep(rng.random() / 5)
