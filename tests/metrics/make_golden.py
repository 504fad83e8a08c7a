#!/usr/bin/env python3
"""Writes golden.h: what scikit-image and SciPy say of the pictures that drawn_pair.h draws.

Needs Debian's python3-skimage; the tests themselves need only what this has written. With --time it
prints instead how long each takes here for 128×128 pixels, for bench/metrics_bench to be held against.
Usage: make_golden.py > golden.h
       make_golden.py --time
"""

import sys
from time import process_time

import numpy as np
from scipy.ndimage import gaussian_filter
from scipy.stats import wasserstein_distance
from skimage.color import deltaE_ciede2000, rgb2lab
from skimage.metrics import mean_squared_error, peak_signal_noise_ratio, structural_similarity

SIZES = [(64, 64), (97, 75), (128, 128), (192, 180)]  # width, height
SCALE_WEIGHTS = np.array([0.0448, 0.2856, 0.3001, 0.2363, 0.1333])


def drawn(width, height, seed):
    """As testing::drawn_picture in drawn_pair.h: whole numbers only, so both draw the same bytes."""
    y, x = np.mgrid[0:height, 0:width].astype(np.int64)
    bands = []
    for c in range(3):
        wave = np.abs((x * (3 + c) + y * (5 - c) + seed * 90 * (c + 1)) % 510 - 255)
        grain = (x * 31 + y * 17 + c * 7 + seed) % 32
        bands.append(wave * 7 // 8 + grain)
    return np.stack(bands, axis=-1).astype(np.uint8)


def drawn_pair(width, height):
    truth = drawn(width, height, 1).astype(np.int64)
    other = drawn(width, height, 2).astype(np.int64)
    return ((3 * truth + other) // 4).astype(np.uint8), truth.astype(np.uint8)


def lab(rgb):
    """CIE Lab with the matrix of color/constants.h: scikit-image's, each row divided by its sum."""
    v = rgb / 255.0
    linear = np.where(v <= 0.04045, v / 12.92, ((v + 0.055) / 1.055) ** 2.4)
    matrix = np.array([[0.412453, 0.357580, 0.180423],
                       [0.212671, 0.715160, 0.072169],
                       [0.019334, 0.119193, 0.950227]])
    xyz = linear @ (matrix / matrix.sum(axis=1, keepdims=True)).T
    root = 6 / 29
    f = np.where(xyz > root**3, np.cbrt(xyz), xyz / (3 * root**2) + 4 / 29)
    return np.stack([116 * f[..., 1] - 16, 500 * (f[..., 0] - f[..., 1]),
                     200 * (f[..., 1] - f[..., 2])], axis=-1)


def contrast_structure(x, y):
    blur = lambda p: gaussian_filter(p, 1.5, truncate=3.5)[5:-5, 5:-5]
    mx, my = blur(x), blur(y)
    c2 = (0.03 * 255) ** 2
    part = (2 * (blur(x * y) - mx * my) + c2) / (blur(x * x) - mx**2 + blur(y * y) - my**2 + c2)
    return part.mean()


def ssim(x, y):
    return structural_similarity(x, y, gaussian_weights=True, sigma=1.5, data_range=255,
                                 use_sample_covariance=False)


def ms_ssim(x, y):
    side, scales = min(x.shape), 0
    while scales < 5 and side >= 11:
        side, scales = side // 2, scales + 1
    weights = SCALE_WEIGHTS[:scales] / SCALE_WEIGHTS[:scales].sum()
    product = 1.0
    for scale in range(scales):
        factor = ssim(x, y) if scale == scales - 1 else contrast_structure(x, y)
        product *= max(factor, 0) ** weights[scale]
        h, w = x.shape[0] // 2 * 2, x.shape[1] // 2 * 2
        x, y = (p[:h, :w].reshape(h // 2, 2, w // 2, 2).mean(axis=(1, 3)) for p in (x, y))
    return product


def colorfulness(rgb, absolute):
    r, g, b = (rgb[..., c].astype(float) for c in range(3))
    rg, yb = r - g, (r + g) / 2 - b
    if absolute:
        rg, yb = np.abs(rg), np.abs(yb)
    return np.hypot(rg.std(), yb.std()) + 0.3 * np.hypot(rg.mean(), yb.mean())


def between_bins(values):
    """Whole numbers and their weights: a value between two counts in part for each."""
    low = np.floor(values)
    share = values - low
    return np.concatenate([low, low + 1]), np.concatenate([1 - share, share])


def chroma_distance(x, y):
    directions = [lambda p: p[..., 1], lambda p: (p[..., 1] + p[..., 2]) / np.sqrt(2),
                  lambda p: p[..., 2], lambda p: (p[..., 2] - p[..., 1]) / np.sqrt(2)]

    def distance(direction):
        (u, u_weights), (v, v_weights) = (between_bins(direction(p).ravel()) for p in (x, y))
        return wasserstein_distance(u, v, u_weights, v_weights)

    return np.mean([distance(direction) for direction in directions])


def golden(width, height):
    result, truth = drawn_pair(width, height)
    x, y = lab(result), lab(truth)
    distance = np.hypot(x[..., 1] - y[..., 1], x[..., 2] - y[..., 2])
    channels = [(result[..., c].astype(float), truth[..., c].astype(float)) for c in range(3)]
    return {
        "mse": mean_squared_error(truth, result),
        "mae": np.abs(result.astype(float) - truth).mean(),
        "psnr": peak_signal_noise_ratio(truth, result),
        "ssim": np.mean([ssim(*pair) for pair in channels]),
        "ms_ssim": np.mean([ms_ssim(*pair) for pair in channels]),
        "ciede2000": deltaE_ciede2000(y, x).mean(),
        "ab_rmse": np.sqrt((distance**2).mean()),
        "raw_accuracy": np.maximum(0, 1 - distance / 150).mean(),
        "chroma_distance": chroma_distance(x, y),
        "colorfulness": colorfulness(result, absolute=False),
        "colorfulness_absolute": colorfulness(result, absolute=True),
    }


def print_header():
    print("// Written by make_golden.py with scikit-image; do not edit.")
    print("#pragma once\n\n#include <array>\n#include <string_view>\n")
    print("namespace autochrome::metrics::testing {\n")
    print("struct Golden {\n  int width;\n  int height;\n  std::string_view key;\n  double value;\n};\n")
    rows = [(w, h, key, value) for w, h in SIZES for key, value in golden(w, h).items()]
    print(f"inline constexpr std::array<Golden, {len(rows)}> kGolden = {{{{")
    for w, h, key, value in rows:
        print(f'    {{{w}, {h}, "{key}", {float(value)!r}}},')
    print("}};\n\n}  // namespace autochrome::metrics::testing")


def print_times():
    """Milliseconds of processor time, the best of ten; Lab is made beforehand, as the program's planes are."""
    result, truth = drawn_pair(128, 128)
    x, y = lab(result), lab(truth)
    channels = [(result[..., c].astype(float), truth[..., c].astype(float)) for c in range(3)]

    def chroma_error():
        distance = np.hypot(x[..., 1] - y[..., 1], x[..., 2] - y[..., 2])
        return np.sqrt((distance**2).mean()), np.maximum(0, 1 - distance / 150).mean()

    tasks = {
        "planes": lambda: rgb2lab(result),
        "sample_error": lambda: (mean_squared_error(truth, result),
                                 np.abs(result.astype(float) - truth).mean()),
        "ssim_and_ms_ssim": lambda: [(ssim(*pair), ms_ssim(*pair)) for pair in channels],
        "ciede2000": lambda: deltaE_ciede2000(y, x).mean(),
        "chroma_error": chroma_error,
        "chroma_distance": lambda: chroma_distance(x, y),
        "colorfulness": lambda: (colorfulness(result, False), colorfulness(result, True)),
    }
    for name, task in tasks.items():
        times = []
        for _ in range(10):
            start = process_time()
            task()
            times.append(process_time() - start)
        print(f"{name:<18} {1000 * min(times):8.3f} ms")


if "--time" in sys.argv:
    print_times()
else:
    print_header()
