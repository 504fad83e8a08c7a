import { describe, expect, it } from "vitest";

import { bestColumns } from "./arrangement";
import {
  between,
  contains,
  coverage,
  fit,
  held,
  regionsFor,
  scaledAbout,
  visible,
  type Rect,
} from "./view";

const picture = { width: 4000, height: 3000 };
const canvas = { width: 1000, height: 800 };

describe("a view", () => {
  it("fits the whole picture, centred", () => {
    expect(fit(picture, canvas, 0)).toEqual({ x: 0, y: 25, scale: 0.25 });
    expect(fit(picture, canvas, 100).scale).toBeCloseTo(0.2, 12);
  });

  it("does not enlarge a small picture beyond what is allowed", () => {
    expect(fit({ width: 10, height: 10 }, canvas, 0, 2)).toEqual({ x: 490, y: 390, scale: 2 });
  });

  it("keeps the point under the cursor where it is", () => {
    const at = { x: 333, y: 222 };
    const from = fit(picture, canvas, 0);
    const to = scaledAbout(from, 1.5, at);
    expect((at.x - to.x) / to.scale).toBeCloseTo((at.x - from.x) / from.scale, 9);
    expect((at.y - to.y) / to.scale).toBeCloseTo((at.y - from.y) / from.scale, 9);
  });

  it("leaves no empty edge where the picture could fill it", () => {
    expect(held({ x: 50, y: -9999, scale: 1 }, picture, canvas)).toEqual({
      x: 0,
      y: -2200,
      scale: 1,
    });
  });

  it("goes from one to the other, through scales that grow evenly", () => {
    const from = { x: 0, y: 0, scale: 1 };
    const to = { x: -300, y: -100, scale: 4 };
    expect(between(from, to, 0)).toEqual(from);
    expect(between(from, to, 1)).toEqual(to);
    expect(between(from, to, 0.5).scale).toBeCloseTo(2, 12);
  });

  it("knows what is covered and what is seen", () => {
    const view = { x: -100, y: 300, scale: 0.5 };
    expect(coverage(view, picture, canvas)).toEqual({ x: 0, y: 300, width: 1000, height: 500 });
    expect(visible(view, picture, canvas)).toEqual({ x: 200, y: 0, width: 2000, height: 1000 });
  });
});

describe("regions", () => {
  it("are not asked for while the preview is as good", () => {
    expect(regionsFor(fit(picture, canvas, 0), picture, canvas, 1280)).toEqual([]);
    expect(regionsFor({ x: 0, y: 0, scale: 4 }, { width: 900, height: 600 }, canvas, 1280)).toEqual(
      [],
    );
  });

  it("cover what is seen, in whole pixels inside the picture, none too large", () => {
    const view = { x: -300, y: -200, scale: 0.4 };
    const places = regionsFor(view, picture, canvas, 1280);
    expect(places.length).toBeGreaterThan(1);
    const seen = visible(view, picture, canvas);
    const area = (rect: Rect): number => rect.width * rect.height;
    for (const place of places) {
      expect(Object.values(place).every(Number.isInteger)).toBe(true);
      expect(contains({ x: 0, y: 0, ...picture }, place)).toBe(true);
      expect(Math.max(place.width, place.height)).toBeLessThanOrEqual(2048);
    }
    expect(places.reduce((sum, place) => sum + area(place), 0)).toBeGreaterThanOrEqual(area(seen));
  });

  it("are left when they would be too many", () => {
    expect(
      regionsFor(
        { x: 0, y: 0, scale: 0.2 },
        { width: 40000, height: 30000 },
        { width: 3000, height: 2000 },
        2560,
      ),
    ).toEqual([]);
  });
});

describe("pictures side by side", () => {
  it("lie so that they are largest", () => {
    expect(bestColumns(2, { width: 3, height: 2 }, { width: 1000, height: 700 }, 2)).toBe(1);
    expect(bestColumns(2, { width: 2, height: 3 }, { width: 1000, height: 700 }, 2)).toBe(2);
    expect(bestColumns(4, { width: 3, height: 2 }, { width: 1200, height: 800 }, 2)).toBe(2);
    expect(bestColumns(3, { width: 3, height: 2 }, { width: 390, height: 900 }, 2)).toBe(1);
  });
});
