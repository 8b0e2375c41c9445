"""The S3 server, and two versions of a package that score alike."""
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
    def __init__(self):
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.objects = {}
        self.start()

    def start(self):
        where = subprocess.run([ROOT / "tools/fetch-moto", "--where"], stdout=subprocess.PIPE,
                               text=True, check=True).stdout.strip()
        self.process = subprocess.Popen([where, "-H", "127.0.0.1", "-p", str(self.port)],
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.await_answer(300)  # A busy machine takes long to start it.
        self.send("PUT", f"/{BUCKET}")
        for name, data in self.objects.items():
            self.send("PUT", f"/{BUCKET}/{name}", data)

    def await_answer(self, seconds):
        end = time.monotonic() + seconds
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
        return urllib.request.urlopen(request, timeout=30).read()

    def put(self, name, data):
        self.objects[name] = data
        self.send("PUT", f"/{BUCKET}/{name}", data)

    def kill(self):
        self.process.kill()
        self.process.wait()
