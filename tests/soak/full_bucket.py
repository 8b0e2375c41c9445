"""The tests' S3 server with a bucket that is full before anyone can ask: a listing of half of it would
tell a client that the other half was taken away.

Usage: full_bucket.py PORT BUCKET FOLDER      by the Python that tools/fetch-moto installs
"""
import pathlib
import sys

from moto.s3.models import s3_backends
from moto.server import main

port, name, folder = sys.argv[1:]
backend = s3_backends["123456789012"]["aws"]
backend.create_bucket(name, "us-east-1")
for path in sorted(pathlib.Path(folder).iterdir()):
    backend.put_object(name, path.name, path.read_bytes())
main(["-H", "127.0.0.1", "-p", port])
