#!/usr/bin/env python3
"""Holds which folder of src/ may include which, and which may include whose headers.

Debian puts all headers in /usr/include and every folder sees src/, so the compiler does not notice
a stray include; this does. Prints `file:line: what is wrong` and exits with 1 if there is any.
"""

import re
import sys
from pathlib import Path

# The folders that a folder may include besides itself. Lower layers come first, and a folder may
# only name those above it here: the order is what keeps the graph free of cycles.
MAY_INCLUDE = {
    "base": "",
    "tensor": "base",
    "color": "base",
    "records": "base",
    "graph": "base tensor",
    "dataset": "base tensor",
    "garden": "base color",
    "nets": "base graph",
    "reference": "base tensor graph",
    "kernels": "base tensor graph",
    "infer": "base tensor graph kernels",
    "onnx": "base tensor graph",
    "model": "base tensor graph nets color",
    "image": "base color",
    "prepare": "base dataset image",
    "colorize": "base tensor graph color image infer model",
    "metrics": "base color",
    "report": "base",
    "http": "base",
    "evaluate": "base tensor graph color dataset image infer model prepare colorize metrics report",
    "study": "base color http image evaluate",
    "server": "base http tensor graph nets color image infer model colorize",
    "cuda": "",
    "train": "base tensor graph nets kernels cuda model dataset color records",
    "cli": "base tensor graph nets color model dataset reference kernels infer onnx image garden prepare"
    " colorize metrics report evaluate study server train",
}

# Other people's headers and the only folders that may include them; `tests` and `bench` are theirs.
OWNERS = {
    r"vips/|glib|gmodule": "image",
    r"pugixml": "image",
    r"oneapi/|dnnl": "infer",
    r"omp\.h": "kernels train",
    r"torch/|ATen/|c10/": "train",
    r"cuda_runtime": "cuda",
    r"Eigen/": "metrics",
    r"archive(_entry)?\.h|zlib\.h": "prepare",
    r"stb/": "records",
    r"CLI/": "cli bench",
    r"nlohmann/": "base",
    r"httplib": "http study server",
    r"gtest/|gmock/": "tests",
    r"benchmark/": "bench",
}

INCLUDE = re.compile(r'\s*#\s*include\s*([<"])([^>"]+)[>"]')


def complaint(home, folder, bracket, header):
    """What is wrong with an include in `folder` of src, or in `tests` or `bench`; None if nothing."""
    if bracket == "<":
        for pattern, owners in OWNERS.items():
            if re.match(pattern, header) and not {folder, home} & set(owners.split()):
                return f"<{header}> belongs to {owners.replace(' ', ' and ')} alone"
        return None
    if ".." in Path(header).parts:
        return f'"{header}" climbs out of its folder; includes are written from src'
    target = header.split("/")[0]
    if home != "src" or target == folder or target in MAY_INCLUDE[folder].split():
        return None
    allowed = MAY_INCLUDE[folder] or "no other folder"
    return f'{folder} may not include "{header}"; it may include {allowed}'


def complaints_about(root, path):
    home, folder = path.relative_to(root).parts[:2]
    if home == "src" and folder not in MAY_INCLUDE:
        yield f"{path.relative_to(root)}:1: folder {folder} has no layer in tools/check_layers.py"
        return
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if (include := INCLUDE.match(line)) and (text := complaint(home, folder, *include.groups())):
            yield f"{path.relative_to(root)}:{number}: {text}"


def complaints_about_table():
    known = set()
    for folder, allowed in MAY_INCLUDE.items():
        for upward in set(allowed.split()) - known:
            yield f"tools/check_layers.py: {folder} may not include {upward}, which is not below it"
        known.add(folder)


def main(root):
    sources = sorted(
        path
        for home in ("src", "tests", "bench")
        for path in (root / home).rglob("*")
        if path.suffix in (".h", ".cpp", ".cu")
    )
    if not sources:
        sys.exit(f"check_layers.py: no sources in '{root}'")
    found = [*complaints_about_table(), *(c for p in sources for c in complaints_about(root, p))]
    print("\n".join(found) if found else f"{len(sources)} files keep to their layers")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parents[1]).resolve()))
