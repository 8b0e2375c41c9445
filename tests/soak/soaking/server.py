"""The server under test, and its memory."""
import json
import os
import re
import signal
import subprocess
import time
import urllib.request


class Server:
    def __init__(self, program, bucket, folder, workers):
        keys = folder / "keys.json"
        self.admin = self.key(program, keys, "operator", "admin")
        self.score = self.key(program, keys, "class", "score")
        environment = {k: v for k, v in os.environ.items() if not k.startswith("REDQUILL_")}
        environment.update({
            "REDQUILL__S3__ENDPOINT": bucket.url, "REDQUILL__S3__ACCESS_KEY_ID": "soak",
            "REDQUILL__S3__SECRET_ACCESS_KEY": "plain:soak", "REDQUILL__S3__REGION": "us-east-1",
            "REDQUILL__ARTIFACTS__CACHE": str(folder / "cache"), "REDQUILL__AUTH__KEYS": str(keys),
            # So small that most requests are computed.
            "REDQUILL__CACHE__BYTES": str(100_000), "REDQUILL__CACHE__RAW_BYTES": str(20_000),
            "REDQUILL__SERVER__HEADER_TIMEOUT_S": "2", "REDQUILL__SERVER__BODY_TIMEOUT_S": "2",
            "REDQUILL__LOG__ACCESS": "false"})
        self.log = folder / "server.log"
        self.process = subprocess.Popen(
            [program, "serve", "--port", "0", "--models", "s3://packages", "--workers", str(workers)],
            env=environment, stdout=subprocess.DEVNULL, stderr=self.log.open("wb"))
        self.port = self.await_port()

    @staticmethod
    def key(program, keys, name, scope):
        done = subprocess.run([program, "keys", "add", name, "--file", str(keys), "--scope", scope],
                              stdout=subprocess.PIPE, text=True, check=True)
        return done.stdout.split()[0]

    def await_port(self):
        for _ in range(1200):
            text = self.log.read_text(errors="replace")
            found = re.search(r"http://127\.0\.0\.1:(\d+)/", text)
            if found and " ready " in text:
                return int(found[1])
            if self.process.poll() is not None:
                break
            time.sleep(0.1)
        raise SystemExit("soak: the server does not start:\n" + self.log.read_text())

    def resident(self):
        with open(f"/proc/{self.process.pid}/statm") as statm:
            return int(statm.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")

    def models(self):
        """What /readyz says of each model."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=60) as answer:
            return json.load(answer)["models"]

    def reload(self):
        self.process.send_signal(signal.SIGHUP)

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=60)
