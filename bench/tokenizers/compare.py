"""Our tokenizer and the reference library on the same essays, on one thread each, turn about."""
import csv
import json
import pathlib
import shutil
import subprocess
import sys

from harness.peer import cache, python_of

HERE = pathlib.Path(__file__).parent
ROOT = HERE.parent.parent
PASSES, MOST = 2, 500


def split(path):
    """The essays of a table: of every eighth the first MOST to measure, the others to train on."""
    csv.field_size_limit(1 << 24)
    options = {"delimiter": "\t", "quoting": csv.QUOTE_NONE} if path.endswith(".tsv") else {}
    with open(path, encoding="utf-8", newline="") as table:
        rows = csv.DictReader(table, **options)
        column = next(name for name in ("full_text", "essay", "text") if name in rows.fieldnames)
        texts = [row[column] for row in rows]
    return texts[::8][:MOST], [text for i, text in enumerate(texts) if i % 8]


def write_lines(path, texts):
    path.write_text("".join(json.dumps(text, ensure_ascii=False) + "\n" for text in texts), encoding="utf-8")
    return path


def trained(data, texts):
    """Tokenizers of each type, learned from the other essays by the reference, kept for the next run."""
    folder = cache() / f"tokenizers-{pathlib.Path(data).stat().st_size}"
    if not (folder / ".complete").exists():
        print("bench: training tokenizers, a few minutes once", file=sys.stderr)
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        subprocess.run([python_of(HERE), HERE / "train.py", write_lines(folder / "train.jsonl", texts), folder],
                       check=True)
        (folder / "train.jsonl").unlink()
        (folder / ".complete").touch()
    return sorted(folder.glob("*.json"))


def peer():
    target = ROOT / "build" / "tokenizers-peer"
    subprocess.run(["cargo", "build", "--quiet", "--release", "--locked", "--bin", "encode", "--manifest-path",
                    HERE / "peer" / "Cargo.toml", "--target-dir", target], check=True)
    lock = (HERE / "peer" / "Cargo.lock").read_text().split('name = "tokenizers"\nversion = "')[1]
    return target / "release" / "encode", lock.split('"')[0]


def encode(program, tokenizer, texts):
    return json.loads(subprocess.run([program, tokenizer, texts, str(PASSES)], check=True, capture_output=True).stdout)


def compare(tokenizer, programs, texts, rounds):
    """The fastest pass of each way over all rounds, and whether both sides gave the same tokens."""
    runs = {name: [] for name in programs}
    for _ in range(rounds):
        for name, program in programs.items():
            runs[name].append(encode(program, tokenizer, texts))
    best = {name: {way: min(r["seconds"][way] for r in of) for way in of[0]["seconds"]} for name, of in runs.items()}
    same = len({r["digest"] for of in runs.values() for r in of}) == 1
    return {"tokens": runs["ours"][0]["tokens"], "same": same, "ours": best["ours"]["bytes"], "peer": best["peer"]}


def run(options):
    if not options.data:
        raise SystemExit("bench: tokenizers needs --data, a table of essays (column full_text, essay or text)")
    ours = ROOT / "build/release/bench/tokenizers/tokenizers_bench"
    if not ours.exists():
        raise SystemExit("bench: build it first: cmake --preset release -DREDQUILL_BENCH=ON && "
                         "ninja -C build/release tokenizers_bench")
    theirs, version = peer()
    measured, rest = split(options.data)
    texts = write_lines(cache() / "tokenizers-measured.jsonl", measured)
    megabytes = sum(len(text.encode()) for text in measured) / 1e6
    results = {pathlib.Path(t).stem: compare(t, {"peer": theirs, "ours": ours}, texts, options.rounds or 3)
               for t in [*trained(options.data, rest), *options.tokenizer]}
    if options.json:
        print(json.dumps({"case": "tokenizers", "peer": version, "megabytes": megabytes, "results": results}))
    else:
        print(table(results, version, len(measured), megabytes))
    return 0 if all(result["same"] for result in results.values()) else 1


def table(results, version, essays, megabytes):
    lines = [f"{essays} essays, {megabytes:.2f} MB, MB/s of one thread's CPU time; peer: crate tokenizers {version}",
             f"{'':<14}{'ours':>8}{'peer':>8}{'ratio':>7}{'peer, ids only':>16}{'ratio':>7}  tokens and offsets"]
    for name, r in results.items():
        fast = r["peer"]["fast"]
        lines.append(f"{name:<14}{megabytes / r['ours']:>8.1f}{megabytes / r['peer']['bytes']:>8.1f}"
                     f"{r['peer']['bytes'] / r['ours']:>7.1f}{megabytes / fast:>16.1f}{fast / r['ours']:>7.1f}  "
                     + (f"{r['tokens']}, the same" if r["same"] else "DIFFER"))
    return "\n".join(lines)
