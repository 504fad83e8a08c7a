#!/usr/bin/env python3
"""Writes each command's own help into docs/cli.md, or with --check says where they differ.

A block that is to be kept up to date is a fence that follows a line `<!-- autochrome ARGS -->`.
Usage: update_docs.py [--check] PROGRAM
"""

import re
import subprocess
import sys
from pathlib import Path

DOCUMENT = Path(__file__).resolve().parent.parent / "docs" / "cli.md"
BLOCK = re.compile(r"(<!-- autochrome (.+?) -->\n```\n)(.*?)(```\n)", re.DOTALL)


def refreshed(text, program):
    def output_of(match):
        run = subprocess.run([program, *match[2].split()], capture_output=True, text=True, check=True)
        return f"{match[1]}{run.stdout.strip()}\n{match[4]}"

    return BLOCK.sub(output_of, text)


def main(arguments):
    check = "--check" in arguments
    program = arguments[-1]
    old = DOCUMENT.read_text()
    new = refreshed(old, program)
    if check and new != old:
        print(f"{DOCUMENT.name} is not what the program says: run tools/update_docs.py PROGRAM")
        return 1
    if not check:
        DOCUMENT.write_text(new)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
