#!/usr/bin/env python3
"""deploy/nginx before two real replicas, of which one is killed under load.

Usage: nginx_test.py REDQUILL MODELS      (everything on loopback, on free ports)
"""
import concurrent.futures
import contextlib
import http.client
import json
import os
import pathlib
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
PROGRAM, MODELS = sys.argv[1:3]
NGINX = subprocess.run([ROOT / "tools/fetch-nginx", "--where"], check=True, capture_output=True, text=True).stdout.strip()
SENTENCES = ["School gardens teach patience.", "A seed does not hurry.", "The child who waters it learns to wait.",
             "In June the beans are taller than the fence.", "Nobody is late for what grows."]


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def essay(number):
    return f"Essay {number}. " + " ".join(SENTENCES[(number + i) % len(SENTENCES)] for i in range(12))


class Answer:
    def __init__(self, response):
        self.status, self.headers, self.body = response.status, response.headers, response.read()

    def json(self):
        return json.loads(self.body)


def ask(port, path, essay_text=None, headers=None):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        if essay_text is None:
            connection.request("GET", path, headers=headers or {})
        else:
            connection.request("POST", path, json.dumps({"essay": essay_text}),
                               {"Content-Type": "application/json", **(headers or {})})
        return Answer(connection.getresponse())
    finally:
        connection.close()


def await_ready(port, process, path="/readyz"):
    for _ in range(600):
        if process.poll() is not None:
            raise AssertionError(f"ended with {process.returncode}: {process.args}")
        with contextlib.suppress(OSError):
            if ask(port, path).status == 200:
                return
        time.sleep(0.05)
    raise AssertionError(f"not ready: {process.args}")


class Deployment:
    """Two replicas that keep their records in one database, and Nginx before them."""

    def __init__(self, folder, rate):
        self.folder, self.port = pathlib.Path(folder), free_port()
        self.ports = [free_port(), free_port()]
        self.replicas = [self.start_replica(port) for port in self.ports]
        for port, replica in zip(self.ports, self.replicas):
            await_ready(port, replica)
        self.nginx = subprocess.Popen([NGINX, "-c", str(self.configuration(rate)), "-e", str(self.folder / "error.log")])
        await_ready(self.port, self.nginx, "/healthz")

    def start_replica(self, port):
        environment = {**os.environ, "REDQUILL__MODELS__ONLY": "features", "REDQUILL__LOG__ACCESS": "false",
                       "REDQUILL__SERVER__TRUSTED_PROXIES": "127.0.0.1",
                       "REDQUILL__STORE__JOURNAL": str(self.folder / f"journal-{port}"), "REDQUILL__STORE__WAIT_S": "20"}
        return subprocess.Popen([PROGRAM, "serve", "--port", str(port), "--models", MODELS,
                                 "--store", str(self.folder / "records.db")],
                                env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def configuration(self, rate):
        """The files as they ship, with other ports and folders, and the rate that the test wants."""
        def shipped(name):
            text = (ROOT / "deploy/nginx" / name).read_text(encoding="utf-8")
            for ours, port in zip(("8081", "8082"), self.ports):
                text = text.replace(f"127.0.0.1:{ours}", f"127.0.0.1:{port}")
            text, listens = re.subn(r"listen 8080;", f"listen 127.0.0.1:{self.port};", text)
            text, rates = re.subn(r"rate=20r/s;", f"rate={rate}r/s;", text)
            assert name != "redquill.conf" or (listens, rates) == (1, 1)
            return text.replace("/var/cache/nginx", str(self.folder))
        for name in ("redquill.conf", "redquill-upstream.conf", "redquill-proxy.conf"):
            (self.folder / name).write_text(shipped(name), encoding="utf-8")
        paths = "".join(f"  {kind}_temp_path {self.folder}/{kind};\n"
                        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        main = self.folder / "nginx.conf"
        user = "user root;\n" if os.getuid() == 0 else ""
        main.write_text(f"{user}daemon off;\nworker_processes 1;\npid {self.folder}/nginx.pid;\nevents {{}}\nhttp {{\n"
                        f"  access_log off;\n{paths}  include redquill-upstream.conf;\n  include redquill.conf;\n}}\n",
                        encoding="utf-8")
        return main

    def kill_replica(self, index):
        self.replicas[index].send_signal(signal.SIGKILL)
        self.replicas[index].wait()

    def close(self):
        for process in (self.nginx, *self.replicas):
            if process.poll() is None:
                process.terminate()
        for process in (self.nginx, *self.replicas):
            process.wait(timeout=40)

    def records(self):
        with contextlib.closing(sqlite3.connect(self.folder / "records.db")) as database:
            return database.execute("SELECT id, text_sha256 FROM records").fetchall()


class Nginx(unittest.TestCase):
    def deploy(self, rate):
        folder = tempfile.TemporaryDirectory(prefix="redquill-nginx.")
        self.addCleanup(folder.cleanup)
        deployment = Deployment(folder.name, rate)
        self.addCleanup(deployment.close)
        return deployment

    def test_pages_are_kept_and_scores_are_limited(self):
        deployment = self.deploy(rate=20)
        self.assertEqual(ask(deployment.port, "/").headers["X-Cache-Status"], "MISS")
        page = ask(deployment.port, "/")
        self.assertEqual(page.headers["X-Cache-Status"], "HIT")
        self.assertIn("default-src 'none'", page.headers["Content-Security-Policy"])
        named = ask(deployment.port, "/v1/score", essay(0), {"X-Request-Id": "asked-by-a-test"})
        self.assertEqual((named.status, named.headers["X-Request-Id"]), (200, "asked-by-a-test"))
        self.assertNotIn("X-Cache-Status", named.headers)
        direct = ask(deployment.ports[0], "/v1/score", essay(0)).json()
        self.assertEqual(direct["score"], named.json()["score"])
        too_long = ask(deployment.port, "/v1/score", "a" * 5_000_000)
        self.assertEqual(too_long.status, 413)
        with concurrent.futures.ThreadPoolExecutor(16) as pool:
            statuses = list(pool.map(lambda i: ask(deployment.port, "/v1/score", essay(i)).status, range(150)))
        self.assertGreater(statuses.count(429), 0)
        self.assertGreater(statuses.count(200), 40)
        self.assertEqual(statuses.count(200) + statuses.count(429), 150)
        # Whoever is limited still gets the page, also with nobody behind Nginx.
        for index in range(2):
            deployment.kill_replica(index)
        self.assertEqual(ask(deployment.port, "/").status, 200)
        self.assertIn(ask(deployment.port, "/v1/models").status, (502, 503, 504))

    def test_a_replica_killed_under_load_costs_no_request(self):
        deployment = self.deploy(rate=100000)
        stop, lock, answers = threading.Event(), threading.Lock(), []

        def client(number):
            sent = 0
            while not stop.is_set():
                answer = ask(deployment.port, "/v1/score", essay(number * 100000 + sent))
                sent += 1
                with lock:
                    answers.append((answer.status, answer.body))

        def answered(count):
            with lock:
                aim = len(answers) + count
            for _ in range(1200):
                with lock:
                    if len(answers) >= aim:
                        return
                time.sleep(0.05)
            self.fail("the clients stand still")

        clients = [threading.Thread(target=client, args=(number,)) for number in range(8)]
        for thread in clients:
            thread.start()
        try:
            for _ in range(3):
                answered(200)
                deployment.kill_replica(0)
                answered(200)
                deployment.replicas[0] = deployment.start_replica(deployment.ports[0])
                await_ready(deployment.ports[0], deployment.replicas[0])
        finally:
            stop.set()
            for thread in clients:
                thread.join()
        refused = [(status, body) for status, body in answers if status != 200]
        self.assertEqual(refused, [])
        # Each was another essay: one record each, though some were sent to two replicas.
        ids = {json.loads(body)["record"]["id"] for _, body in answers}
        self.assertEqual(len(ids), len(answers))
        # The killed one's journal holds what it had not written; a restart replays it.
        texts = [text for _, text in deployment.records()]
        self.assertEqual(len(texts), len(set(texts)))
        print(f"{len(answers)} scores asked by 8 clients, three replicas killed: all answered, one record each")


unittest.main(argv=sys.argv[:1], verbosity=2)
