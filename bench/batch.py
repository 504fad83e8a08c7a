#!/usr/bin/env python3
"""A folder of small photographs beside what its codecs alone and the network alone would take.

Draws 200 photographs of 0.2 megapixels (autochrome demo), unless a folder of them is given, and has the
folder run, the codecs and the network take turns. Prints medians with the 10th and 90th percentile and,
as ratios of one round's times,

  pipeline / folder    the slower of the two with half of the cores each, over the folder: 1 for a
                       pipeline that is never slower than its slower stage
  sum / folder         both with all cores, one after the other: 1 where all cores are always busy with
                       nothing else, which no pipeline can exceed

Usage: batch.py [--rounds N] [--pictures FOLDER] BIN_FOLDER BATCH_BENCH MODEL
"""

import argparse
import os
import shutil
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

COUNT, WIDTH, HEIGHT = 200, 548, 365


def draw(program, folder):
    scratch = folder / "scratch"
    scratch.mkdir()
    target = folder / "in"
    target.mkdir()
    for seed in range(COUNT):
        subprocess.run([program, "demo", "-o", scratch, "-f", "--seed", str(seed), "--width", str(WIDTH),
                        "--height", str(HEIGHT)], check=True, stderr=subprocess.DEVNULL)
        # The coloured one, so that as many samples are decoded as are encoded.
        shutil.move(scratch / "garden.color.jpg", target / f"{seed:03}.jpg")
    return target


def folder_seconds(program, pictures, out, model, jobs):
    start = time.perf_counter()
    subprocess.run([program, "colorize", pictures, "-o", out, "--force", "--model", model, "--jobs", str(jobs)],
                   check=True, stderr=subprocess.DEVNULL)
    return time.perf_counter() - start


def alone(bench, kind, pictures, argument, jobs):
    run = subprocess.run([bench, kind, pictures, argument, str(jobs)], check=True, capture_output=True,
                         text=True)
    return float(run.stdout)


def spread(values, digits=3):
    ordered = sorted(values)
    at = lambda share: ordered[round(share * (len(ordered) - 1))]
    return f"{statistics.median(values):.{digits}f} ({at(0.1):.{digits}f}-{at(0.9):.{digits}f})"


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--pictures", type=Path)
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("bin", type=Path)
    parser.add_argument("bench", type=Path)
    parser.add_argument("model", type=Path)
    call = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        program = call.bin / "autochrome"
        pictures = call.pictures or draw(program, scratch)
        half = max(call.jobs // 2, 1)
        rows = []
        for _ in range(call.rounds + 1):
            row = [folder_seconds(program, pictures, scratch / "out", call.model, call.jobs)]
            for jobs in (call.jobs, half):
                row.append(alone(call.bench, "codec", pictures, scratch / "codec", jobs))
                row.append(alone(call.bench, "network", pictures, call.model, jobs))
            rows.append(row)
        rows = rows[1:]  # the first fills caches
        folder, codec, network, half_codec, half_network = zip(*rows)
        print(f"{len(list(pictures.iterdir()))} pictures, {call.jobs} jobs: folder {spread(folder)} s; alone: "
              f"codec {spread(codec)} s, network {spread(network)} s; with {half}: "
              f"codec {spread(half_codec)} s, network {spread(half_network)} s; "
              f"pipeline / folder {spread([max(c, n) / f for f, _, _, c, n in rows], 2)}, "
              f"sum / folder {spread([(c + n) / f for f, c, n, _, _ in rows], 2)}")


if __name__ == "__main__":
    main()
