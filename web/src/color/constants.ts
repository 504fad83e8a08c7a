// The numbers of color/constants.h: sRGB primaries, D65 white, CIE Lab (CIE 15:2004, 8.2.1). The
// rows of the matrices are divided by their sums, so that gray has no chroma by construction.

export type Matrix3 = readonly [Row3, Row3, Row3];
export type Row3 = readonly [number, number, number];

const xyzFromRgb: Matrix3 = [
  [0.412453, 0.35758, 0.180423],
  [0.212671, 0.71516, 0.072169],
  [0.019334, 0.119193, 0.950227],
];

function normalized([r, g, b]: Row3): Row3 {
  const sum = r + g + b;
  return [r / sum, g / sum, b / sum];
}

function cross([a0, a1, a2]: Row3, [b0, b1, b2]: Row3): Row3 {
  return [a1 * b2 - a2 * b1, a2 * b0 - a0 * b2, a0 * b1 - a1 * b0];
}

function inverse([p, q, r]: Matrix3): Matrix3 {
  const qr = cross(q, r);
  const rp = cross(r, p);
  const pq = cross(p, q);
  const determinant = p[0] * qr[0] + p[1] * qr[1] + p[2] * qr[2];
  const row = (i: 0 | 1 | 2): Row3 => [
    qr[i] / determinant,
    rp[i] / determinant,
    pq[i] / determinant,
  ];
  return [row(0), row(1), row(2)];
}

/** Linear sRGB to (X/Xn, Y/Yn, Z/Zn); every row sums to 1. */
export const whiteXyzFromRgb: Matrix3 = [
  normalized(xyzFromRgb[0]),
  normalized(xyzFromRgb[1]),
  normalized(xyzFromRgb[2]),
];

/** (X/Xn, Y/Yn, Z/Zn) to linear sRGB; every row sums to 1. */
export const rgbFromWhiteXyz: Matrix3 = inverse(whiteXyzFromRgb);

export const srgb = {
  gamma: 2.4,
  offset: 0.055,
  slope: 12.92,
  linearThreshold: 0.0031308,
} as const;

const rootThreshold = 6 / 29;

export const lab = {
  lightnessScale: 116,
  lightnessOffset: 16,
  aScale: 500,
  bScale: 200,
  rootThreshold,
  tangentSlope: 1 / (3 * rootThreshold * rootThreshold),
  tangentOffset: 4 / 29,
} as const;

/** How far linear light may leave [0, 1] and still count as shown, and the halvings of the search
 *  for the largest chroma that is: those of color/block_kernels.inc.h. */
export const gamut = { slack: 2e-6, steps: 16 } as const;
