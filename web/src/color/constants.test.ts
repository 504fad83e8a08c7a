// The Studio's numbers against those of the program: every constant is read out of src/color,
// wherever it stands there.

import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

import { gamut, lab, srgb, whiteXyzFromRgb } from "./constants";
import { neutralReach, shiftReach, vividChroma } from "./look";

const folder = new URL("../../../src/color/", import.meta.url);
const text = readdirSync(folder)
  .filter((name) => /\.(h|cpp)$/.test(name))
  .map((name) => readFileSync(new URL(name, folder), "utf8"))
  .join("\n");

function constant(name: string): number {
  const found = new RegExp(`constexpr (?:double|float|int) ${name} = ([-0-9.e/ ]+)F?;`).exec(
    text,
  )?.[1];
  if (!found) throw new Error(`there is no constant ${name}`);
  const [over, under = "1"] = found.split("/");
  return Number(over) / Number(under);
}

describe("the constants", () => {
  it("are those of color/constants.h", () => {
    expect(srgb.gamma).toBe(constant("kSrgbGamma"));
    expect(srgb.offset).toBe(constant("kSrgbOffset"));
    expect(srgb.slope).toBe(constant("kSrgbSlope"));
    expect(srgb.linearThreshold).toBe(constant("kSrgbLinearThreshold"));
    expect(lab.lightnessScale).toBe(constant("kLabLightnessScale"));
    expect(lab.lightnessOffset).toBe(constant("kLabLightnessOffset"));
    expect(lab.aScale).toBe(constant("kLabAScale"));
    expect(lab.bScale).toBe(constant("kLabBScale"));
    expect(lab.rootThreshold).toBe(constant("kLabRootThreshold"));
    expect(lab.tangentOffset).toBe(constant("kLabTangentOffset"));
  });

  it("have the primaries of color/constants.h", () => {
    const numbers =
      /kXyzFromRgb = \{\{([^;]+)\}\};/
        .exec(text)?.[1]
        ?.match(/\d\.\d+/g)
        ?.map(Number) ?? [];
    expect(numbers).toHaveLength(9);
    for (const row of [0, 1, 2] as const) {
      const three = numbers.slice(row * 3, row * 3 + 3);
      const sum = three.reduce((total, v) => total + v);
      three.forEach((v, i) => expect(whiteXyzFromRgb[row][i as 0]).toBeCloseTo(v / sum, 14));
    }
  });

  it("are those of the row kernels", () => {
    expect(gamut.slack).toBe(constant("kGamutSlack"));
    expect(text).toContain(`constexpr int kGamutSteps = ${gamut.steps};`);
    expect(neutralReach).toBe(constant("kNeutralChroma"));
    expect(shiftReach).toBe(constant("kFullShift"));
    expect(vividChroma).toBe(constant("kVividChroma"));
  });
});
