import { describe, expect, it } from "vitest";

import { rgbFromWhiteXyz, whiteXyzFromRgb } from "./constants";
import { rgbOfLab } from "./lab";
import { applyLook, neutralLook, sameLook } from "./look";
import { labOfSample, paintLab } from "./raster";

const chroma = ([a, b]: [number, number]): number => Math.hypot(a, b);

describe("the look", () => {
  it("changes nothing at rest", () => {
    expect(applyLook(neutralLook, 40, 12, -30)).toEqual([12, -30]);
  });

  it("is gray at strength 0, whatever else is set", () => {
    const look = { strength: 0, saturation: 2, temperature: 1, tint: -1, neutrals: 0.5 };
    expect(chroma(applyLook(look, 50, 20, 30))).toBe(0);
  });

  it("scales chroma by strength and by saturation up to 1", () => {
    expect(applyLook({ ...neutralLook, strength: 0.5 }, 50, 20, -10)).toEqual([10, -5]);
    expect(applyLook({ ...neutralLook, saturation: 0.5 }, 50, 20, -10)).toEqual([10, -5]);
  });

  it("gains less the more vivid a tone is already", () => {
    const look = { ...neutralLook, saturation: 2 };
    // 1 + (2 - 1) · (1 - s(C / 100)) with s(t) = t²(3 - 2t).
    expect(applyLook(look, 50, 50, 0)[0]).toBeCloseTo(50 * 1.5, 9);
    expect(applyLook(look, 50, 100, 0)[0]).toBeCloseTo(100, 9);
    expect(applyLook(look, 50, 10, 0)[0]).toBeCloseTo(10 * (2 - 0.01 * 2.8), 9);
  });

  it("holds near-neutral tones back and leaves others", () => {
    const look = { ...neutralLook, neutrals: 1 };
    expect(applyLook(look, 50, 12, 0)[0]).toBeCloseTo(12 * 0.5, 9);
    expect(applyLook(look, 50, 24, 0)[0]).toBeCloseTo(24, 9);
    expect(applyLook({ ...neutralLook, neutrals: 0 }, 50, 0.1, 0)[0]).toBe(0.1);
  });

  it("shifts temperature along b and tint along a, most in the middle tones, not in black and white", () => {
    const look = { ...neutralLook, temperature: 0.5, tint: -1 };
    expect(applyLook(look, 50, 0, 0)).toEqual([-20, 10]);
    expect(chroma(applyLook(look, 0, 0, 0))).toBe(0);
    expect(chroma(applyLook(look, 100, 0, 0))).toBeCloseTo(0, 12);
  });

  it("compares looks by their values", () => {
    expect(sameLook(neutralLook, { ...neutralLook, tint: 1e-9 })).toBe(true);
    expect(sameLook(neutralLook, { ...neutralLook, tint: 0.01 })).toBe(false);
  });
});

describe("Lab to sRGB", () => {
  it("has matrices that are inverse to each other and keep gray", () => {
    for (const i of [0, 1, 2] as const) {
      expect(whiteXyzFromRgb[i].reduce((sum, v) => sum + v)).toBeCloseTo(1, 12);
      for (const j of [0, 1, 2] as const) {
        const product = [0, 1, 2].reduce(
          (sum, k) => sum + rgbFromWhiteXyz[i][k]! * whiteXyzFromRgb[k as 0]![j],
          0,
        );
        expect(product).toBeCloseTo(i === j ? 1 : 0, 12);
      }
    }
  });

  it("gives exact grays without chroma", () => {
    for (const l of [0, 8, 25, 50, 77.7, 100]) {
      const [r, g, b] = rgbOfLab(l, 0, 0);
      expect(r).toBe(g);
      expect(g).toBe(b);
    }
    expect(rgbOfLab(0, 0, 0)[0]).toBe(0);
    expect(rgbOfLab(100, 0, 0)[0]).toBeCloseTo(1, 5);
  });

  it("knows the corners of the sRGB cube", () => {
    // L, a, b of the primaries for D65, from CIE 15's formulas in double precision.
    const corners: [number, number, number, [number, number, number]][] = [
      [53.2406, 80.0923, 67.2027, [255, 0, 0]],
      [87.7351, -86.1829, 83.1795, [0, 255, 0]],
      [32.2957, 79.1878, -107.8602, [0, 0, 255]],
    ];
    for (const [l, a, b, rgb] of corners) {
      rgbOfLab(l, a, b).forEach((v, i) => expect(Math.abs(v * 255 - rgb[i]!)).toBeLessThan(0.6));
    }
  });

  it("brings what cannot be shown into gamut and keeps its lightness", () => {
    const [r, g, b] = rgbOfLab(60, 120, 90);
    for (const v of [r, g, b]) {
      expect(v).toBeGreaterThanOrEqual(0);
      expect(v).toBeLessThanOrEqual(1);
    }
    const linear = [r, g, b].map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
    const y = linear.reduce((sum, v, i) => sum + v * whiteXyzFromRgb[1][i as 0], 0);
    expect(116 * Math.cbrt(y) - 16).toBeCloseTo(60, 2);
  });
});

describe("a raster", () => {
  it("is painted as its colours are", () => {
    const samples = new Uint8ClampedArray([
      128, 160, 100, 255, 128, 160, 100, 255, 255, 128, 128, 255,
    ]);
    const out = new Uint8ClampedArray(samples.length);
    const look = { ...neutralLook, saturation: 1.3, tint: 0.2 };
    paintLab(samples, look, out);
    const [l, a0, b0] = labOfSample(128, 160, 100);
    const expected = rgbOfLab(l, ...applyLook(look, l, a0, b0)).map((v) => Math.round(v * 255));
    expect([...out.slice(0, 3)]).toEqual(expected);
    expect([...out.slice(4, 7)]).toEqual(expected);
    expect([...out.slice(8)]).toEqual([255, 255, 255, 255]);
  });
});
