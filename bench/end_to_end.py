#!/usr/bin/env python3
"""What a cold `autochrome colorize` costs beside `vips copy` of the same file, in interleaved rounds.

Draws its photographs itself (autochrome demo), unless some are given. For each prints medians with the
10th and 90th percentile, the ratio to `vips copy` with the network left out of ours or added to its,
and peak memory. `vips` is in libvips-tools.
Usage: end_to_end.py [--rounds N] PROGRAM [PHOTO...]
"""

import argparse
import json
import os
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

DRAWN = {"1 megapixel": (1200, 834), "18 megapixels": (5184, 3456)}


def measured(command):
    """Wall seconds, peak memory in MiB and standard output of one run."""
    start = time.perf_counter()
    child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    output = child.stdout.read()
    _, status, usage = os.wait4(child.pid, 0)
    seconds = time.perf_counter() - start
    if os.waitstatus_to_exitcode(status) != 0:
        raise SystemExit(f"failed: {' '.join(map(str, command))}")
    return seconds, usage.ru_maxrss / 1024, output


def spread(values):
    ordered = sorted(values)
    at = lambda share: ordered[round(share * (len(ordered) - 1))]
    return f"{statistics.median(values):.3f} ({at(0.1):.3f}-{at(0.9):.3f})"


def compare(program, name, photo, rounds, folder):
    color, copy = folder / "color.jpg", folder / "copy.jpg"
    colorize = [program, "colorize", photo, "-o", color, "--force", "--json"]
    rows = []
    for _ in range(rounds):
        seconds, memory, output = measured(colorize)
        network = json.loads(output)["network_seconds"]
        copied, _, _ = measured(["vips", "copy", photo, copy])
        rows.append((seconds, network, copied, memory))
    seconds, network, copied, memory = zip(*rows)
    without = [(row[0] - row[1]) / row[2] for row in rows]
    beside_both = [row[0] / (row[1] + row[2]) for row in rows]
    print(f"{name}: colorize {spread(seconds)} s, of it the network {spread(network)} s; "
          f"vips copy {spread(copied)} s; (colorize - network) / copy {spread(without)}, "
          f"colorize / (copy + network) {spread(beside_both)}; "
          f"peak memory {max(memory):.0f} MiB")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("program", type=Path)
    parser.add_argument("photos", type=Path, nargs="*")
    call = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        photos = {photo.name: photo for photo in call.photos}
        if not photos:
            for title, (width, height) in DRAWN.items():
                target = folder / title.replace(" ", "-")
                target.mkdir()
                subprocess.run([call.program, "demo", "-o", target, "--width", str(width),
                                "--height", str(height)], check=True, stderr=subprocess.DEVNULL)
                photos[title] = target / "garden.jpg"
            # As many scanners write it, so that the copy has three bands to encode too.
            gray = photos["18 megapixels"]
            rgb = photos["18 megapixels, RGB"] = gray.with_stem("rgb")
            subprocess.run(["vips", "colourspace", gray, rgb, "srgb"], check=True)
        starts = [measured([call.program, "--version"])[0] for _ in range(3 * call.rounds)]
        print(f"--version: {spread(starts)} s")
        for title, photo in photos.items():
            compare(call.program, title, photo, call.rounds, folder)


if __name__ == "__main__":
    main()
