"""The S3 server, and two versions of a package that score alike."""
import http.client
import io
import json
import pathlib
import socket
import subprocess
import time
import urllib.request
import zipfile

ROOT = pathlib.Path(__file__).resolve().parents[3]
BUCKET = "packages"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def with_version(package, version):
    """The package's bytes with another version in its manifest: another digest, the same scores."""
    out = io.BytesIO()
    with zipfile.ZipFile(package) as old, zipfile.ZipFile(out, "w") as new:
        for info in old.infolist():
            data = old.read(info)
            if info.filename == "manifest.json":
                manifest = json.loads(data)
                manifest["version"] = version
                data = json.dumps(manifest, indent=2, sort_keys=True).encode() + b"\n"
            new.writestr(zipfile.ZipInfo(info.filename), data, info.compress_type)
    return out.getvalue()


class Bucket:
    """Its objects lie in `folder` too, for the next server."""

    def __init__(self, folder):
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.folder = folder
        folder.mkdir()
        self.start()

    def start(self, seconds=300):
        """Starts the server, full, and again if it ends. A busy machine takes long for it."""
        end = time.monotonic() + seconds
        while True:
            try:
                return self.try_start(end)
            except (OSError, http.client.HTTPException):
                self.kill()
                if time.monotonic() > end:
                    raise
                time.sleep(1)

    def try_start(self, end):
        where = subprocess.run([ROOT / "tools/fetch-moto", "--where"], stdout=subprocess.PIPE,
                               text=True, check=True).stdout.strip()
        self.process = subprocess.Popen(
            [pathlib.Path(where).parent / "python3", ROOT / "tests/soak/full_bucket.py", str(self.port),
             BUCKET, str(self.folder)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.await_answer(end)

    def await_answer(self, end):
        while True:
            try:
                return self.send("GET", "/moto-api/")
            except OSError:
                if time.monotonic() > end or self.process.poll() is not None:
                    raise
                time.sleep(0.1)

    def send(self, method, path, data=None):
        request = urllib.request.Request(self.url + path, data=data, method=method)
        request.add_header("Content-Type", "application/octet-stream")
        request.add_header("Authorization", "AWS4-HMAC-SHA256 Credential=soak/20260101/us-east-1/s3/"
                           "aws4_request, SignedHeaders=host, Signature=0")
        return urllib.request.urlopen(request, timeout=60).read()

    def put(self, name, data):
        """Puts an object; where the server has ended, starts another one that has it."""
        (self.folder / name).write_bytes(data)
        try:
            self.send("PUT", f"/{BUCKET}/{name}", data)
        except (OSError, http.client.HTTPException):
            self.kill()
            self.start()

    def kill(self):
        self.process.kill()
        self.process.wait()
