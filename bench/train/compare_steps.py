#!/usr/bin/env python3
"""Training steps of ours beside the reference's (transformers on torch), in one run.

A checkpoint of BERT or DeBERTa, 8 texts of 384 tokens, no dropout, all parameters learning: forward, backward, clipping
and AdamW; in bfloat16 too where the processor has it. The processes take steps in turn, so that a busy machine slows
them alike; the fastest and the median step of each are printed, with its largest memory. Give it the interpreter of an
environment made from bench/transformers/requirements.txt on Debian's python3-torch: then both sides
run the same LibTorch.

Usage: compare_steps.py BENCH_PROGRAM PYTHON CHECKPOINT [--rounds 15] [--threads 2]
"""
import argparse
import pathlib
import statistics
import subprocess


def has_bfloat16():
    flags = pathlib.Path("/proc/cpuinfo").read_text()
    return "avx512_bf16" in flags or "amx_bf16" in flags


class Stepper:
    def __init__(self, command):
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.seconds, self.memory = [], 0

    def step(self):
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline().split()
        if len(answer) != 2:
            raise SystemExit(f"{self.process.args[0]} ended")
        self.memory = int(answer[1])
        return float(answer[0])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("python")
    parser.add_argument("checkpoint")
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    shared = ["--init", options.checkpoint, "--threads", str(options.threads)]
    reference = [options.python, str(pathlib.Path(__file__).parent / "reference_step.py")]
    steppers = {"ours, fp32": Stepper([options.program, *shared]),
                "reference, fp32": Stepper([*reference, *shared])}
    if has_bfloat16():
        steppers["ours, bfloat16"] = Stepper([options.program, *shared, "--bfloat16"])
        steppers["reference, autocast"] = Stepper([*reference, *shared, "--bfloat16"])
    for stepper in steppers.values():
        stepper.step()  # The first one allocates.
    for _ in range(options.rounds):
        for stepper in steppers.values():
            stepper.seconds.append(stepper.step())
    print(f"{'':<22}{'fastest':>10}{'median':>10}{'memory':>12}")
    for name, stepper in steppers.items():
        print(f"{name:<22}{min(stepper.seconds):>8.2f} s{statistics.median(stepper.seconds):>8.2f} s"
              f"{stepper.memory:>8} MiB")
        stepper.process.stdin.close()
        stepper.process.wait()


main()
