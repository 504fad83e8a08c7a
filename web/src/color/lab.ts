// Lab to encoded sRGB, one colour at a time, with the gamut reduction of src/color: what sRGB cannot
// show loses chroma until it can and keeps lightness and hue.

import { gamut, lab, rgbFromWhiteXyz, srgb } from "./constants";

export type Rgb = [number, number, number];

function cubeOf(root: number): number {
  return root > lab.rootThreshold
    ? root * root * root
    : (root - lab.tangentOffset) / lab.tangentSlope;
}

/** Linear light of a lightness root fy and a chroma given as the distances of f(X) and f(Z) from it.
 *  Written as departures from the neutral, so that no chroma gives exactly gray. */
function linearOf(fy: number, dx: number, dz: number): Rgb {
  const y = cubeOf(fy);
  const x = cubeOf(fy + dx) - y;
  const z = cubeOf(fy - dz) - y;
  const [r, g, b] = rgbFromWhiteXyz;
  return [y + r[0] * x + r[2] * z, y + g[0] * x + g[2] * z, y + b[0] * x + b[2] * z];
}

function isShown(linear: Rgb): boolean {
  return linear.every((v) => v >= -gamut.slack && v <= 1 + gamut.slack);
}

function encoded(linear: number): number {
  const v = Math.min(Math.max(linear, 0), 1);
  if (v <= srgb.linearThreshold) return v * srgb.slope;
  return (1 + srgb.offset) * v ** (1 / srgb.gamma) - srgb.offset;
}

/** The largest part of a chroma that is shown, by bisection; 0, the neutral, always is. */
function shownScale(fy: number, dx: number, dz: number): number {
  let scale = 0;
  for (let step = 0.5, k = 0; k < gamut.steps; ++k, step /= 2) {
    const tried = scale + step;
    if (isShown(linearOf(fy, dx * tried, dz * tried))) scale = tried;
  }
  return scale;
}

/** Encoded sRGB, each in [0, 1], of L in [0, 100] and a, b in Lab units. */
export function rgbOfLab(l: number, a: number, b: number): Rgb {
  const fy = (Math.min(Math.max(l, 0), 100) + lab.lightnessOffset) / lab.lightnessScale;
  const dx = a / lab.aScale;
  const dz = b / lab.bScale;
  let linear = linearOf(fy, dx, dz);
  if (!isShown(linear)) {
    const scale = shownScale(fy, dx, dz);
    linear = linearOf(fy, dx * scale, dz * scale);
  }
  return [encoded(linear[0]), encoded(linear[1]), encoded(linear[2])];
}
