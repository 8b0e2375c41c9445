"""What a peer in Python needs: its pinned packages in an environment of its own, outside the tree."""
import hashlib
import os
import pathlib
import shutil
import subprocess
import sys


def cache():
    base = os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache"
    return pathlib.Path(base) / "redquill" / "bench"


def python_of(folder):
    """The interpreter that has what folder/requirements.txt pins by version and digest."""
    pinned = folder / "requirements.txt"
    place = cache() / f"{folder.name}-{hashlib.sha256(pinned.read_bytes()).hexdigest()[:16]}"
    done = place / ".complete"
    if not done.exists():
        print(f"bench: installing the packages of {folder.name}'s peer", file=sys.stderr)
        shutil.rmtree(place, ignore_errors=True)
        subprocess.run([sys.executable, "-m", "venv", place], check=True)
        subprocess.run([place / "bin/pip", "install", "-q", "--require-hashes", "--no-deps", "-r", pinned],
                       check=True)
        done.touch()
    return place / "bin" / "python"
