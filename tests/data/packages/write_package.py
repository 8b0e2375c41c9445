#!/usr/bin/env python3
"""Writes format-1-python.rqm from docs/formats/package.md alone, with Python's zip writer.

Usage: write_package.py OUT.rqm
"""
import hashlib
import json
import sys
import zipfile

FILES = {
    "model.json": b'{"trees": []}\n',
    "notes/long.txt": b"A line that repeats itself.\n" * 200,
}


def manifest():
    return {
        "format": 1,
        "name": "python",
        "title": "Written by Python's zipfile",
        "version": "0.1",
        "architecture": "none",
        "engine": "none",
        "outputs": [{"name": "holistic", "scale": {"min": 0, "max": 3, "step": 1}}],
        "prompts": [],
        "max_tokens": 0,
        "training_data": [],
        "metrics": {},
        "licence": "Apache-2.0",
        "requires": {},
        "config": {},
        "files": [
            {"path": path, "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
            for path, data in sorted(FILES.items())
        ],
    }


def main():
    with zipfile.ZipFile(sys.argv[1], "w", zipfile.ZIP_DEFLATED) as archive:
        for path, data in FILES.items():
            archive.writestr(path, data)
        archive.writestr("manifest.json", json.dumps(manifest()))


if __name__ == "__main__":
    main()
