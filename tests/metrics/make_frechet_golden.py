#!/usr/bin/env python3
"""Writes frechet_golden.h: Fréchet distances as SciPy's general matrix root gives them.

Needs Debian's python3-scipy; the tests themselves need only what this has written. Features are
whole numbers that the test draws too. Usage: make_frechet_golden.py > frechet_golden.h
"""

import numpy as np
from scipy.linalg import sqrtm

CASES = [(12, 3), (40, 16), (300, 64)]  # rows, features


def drawn(rows, columns, seed):
    """As testing::drawn_features in frechet_test.cpp."""
    r, c = np.mgrid[0:rows, 0:columns].astype(np.int64)
    mixed = (r * 7919 + c * 104729 + seed * 1299709 + r * c * 31 + r * r * 17) % 1009
    return mixed / 256.0 + c % 3 * seed


def distance(x, y):
    root = sqrtm(np.cov(x, rowvar=False) @ np.cov(y, rowvar=False)).real
    gap = x.mean(axis=0) - y.mean(axis=0)
    return gap @ gap + np.trace(np.cov(x, rowvar=False) + np.cov(y, rowvar=False) - 2 * root)


def main():
    print("// Made by make_frechet_golden.py; not written by hand.\n#pragma once\n\n#include <array>\n")
    print("namespace autochrome::metrics::testing {\n")
    print("struct FrechetGolden {\n  int rows;\n  int columns;\n  double distance;\n};\n")
    print(f"inline constexpr std::array<FrechetGolden, {len(CASES)}> kFrechetGoldens = {{{{")
    for rows, columns in CASES:
        value = distance(drawn(rows, columns, 1), drawn(rows, columns, 2))
        print(f"    {{{rows}, {columns}, {value!r}}},")
    print("}};\n\n}  // namespace autochrome::metrics::testing")


main()
