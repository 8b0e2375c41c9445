"""From the start of `redquill serve` to ready, with the shipped packages in an S3 server on this machine."""
import json
import os
import pathlib
import statistics
import sys
import tempfile

from harness.server import Server
from service.sides import ROOT

sys.path.insert(0, str(ROOT / "tests/soak"))
from soaking.bucket import BUCKET, Bucket  # noqa: E402


def started(program, bucket, cache):
    server = Server("redquill", lambda port: [program, "serve", "--port", str(port), "--models", f"s3://{BUCKET}"],
                    {"REDQUILL__S3__ENDPOINT": bucket.url, "REDQUILL__S3__ACCESS_KEY_ID": "bench",
                     "REDQUILL__S3__SECRET_ACCESS_KEY": "plain:bench", "REDQUILL__S3__REGION": "us-east-1",
                     "REDQUILL__ARTIFACTS__CACHE": cache})
    with server:
        return server.start_s


def run(program, options):
    packages = sorted(pathlib.Path(options.models).glob("*.rqm"))
    told = {"first start": [], "start with kept packages": []}
    with tempfile.TemporaryDirectory() as kept:
        bucket = Bucket(pathlib.Path(kept, "bucket"))
        try:
            for package in packages:
                bucket.put(package.name, package.read_bytes())
            for _ in range(options.rounds or 5):
                with tempfile.TemporaryDirectory() as cache:
                    for seconds in told.values():
                        seconds.append(started(program, bucket, cache))
        finally:
            bucket.kill()
    size = sum(package.stat().st_size for package in packages)
    if options.json:
        print(json.dumps({"case": "start", "cores": os.cpu_count(), "packages": len(packages), "bytes": size,
                          "seconds": told}))
        return 0
    print(f"{len(packages)} packages of {size / 1e6:.1f} MB in all, {os.cpu_count()} cores, {options.rounds or 5} rounds")
    for name, seconds in told.items():
        print(f"{name:<26}median {statistics.median(seconds):.2f} s, longest {max(seconds):.2f} s")
    return 0
