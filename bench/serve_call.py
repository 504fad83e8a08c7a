#!/usr/bin/env python3
"""What a call of the server costs against the command line without its start-up.

Each round colours the photo by the command line, MANY times in one process and FEW times in another,
whose difference is MANY - FEW pictures without start-up, and posts it MANY - FEW times to
/api/v1/colorize of a server that runs, each on a connection of its own. Both have the same number of
threads and do one picture at a time. Prints one object of JSON: milliseconds a picture and their
ratio by round, each as median and 10th and 90th percentile.
Usage: serve_call.py PROGRAM PHOTO [--rounds N] [--threads N] [--serve "OPTIONS"]
"""

import argparse
import json
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from serve_load import ask, quantile, start

MANY, FEW = 12, 2


def run_seconds(program, photos, out, threads):
    begun = time.perf_counter()
    subprocess.run(
        [program, "colorize", *photos, "-o", out, "--force", "--jobs", "1", "--threads",
         str(threads)],
        check=True, capture_output=True)
    return time.perf_counter() - begun


def call_seconds(port, body, count):
    begun = time.perf_counter()
    for _ in range(count):
        status, _, _ = ask(port, "POST", "/api/v1/colorize", body)
        if status != 200:
            sys.exit(f"serve_call.py: the server answered {status}")
    return time.perf_counter() - begun


def spread(values, digits):
    return {name: round(quantile(values, share), digits)
            for name, share in (("median", 0.5), ("p10", 0.1), ("p90", 0.9))}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("photo")
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--serve", default="")
    call = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        photos = []
        for number in range(MANY):
            photos.append(f"{folder}/{number}{Path(call.photo).suffix}")
            shutil.copy(call.photo, photos[-1])
        out = f"{folder}/out/"
        Path(out).mkdir()
        body = Path(call.photo).read_bytes()
        server, port, _ = start(call.program, folder, [
            "--workers", "1", "--threads", str(call.threads), *shlex.split(call.serve)])
        command_line, calls = [], []
        try:
            call_seconds(port, body, 3)
            for _ in range(call.rounds):
                many = run_seconds(call.program, photos, out, call.threads)
                few = run_seconds(call.program, photos[:FEW], out, call.threads)
                command_line.append(1e3 * (many - few) / (MANY - FEW))
                calls.append(1e3 * call_seconds(port, body, MANY - FEW) / (MANY - FEW))
        finally:
            server.terminate()
        print(json.dumps({
            "threads": call.threads,
            "rounds": call.rounds,
            "command_line_ms": spread(command_line, 1),
            "call_ms": spread(calls, 1),
            "ratio": spread([one / other for one, other in zip(calls, command_line)], 3),
            "exit_code": server.wait(),
        }, indent=1))


if __name__ == "__main__":
    main()
