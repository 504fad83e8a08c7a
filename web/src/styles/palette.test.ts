// Contrast of text on its grounds, by WCAG 2.2 (relative luminance, 1.4.3), in both schemes.

import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const css = readFileSync(new URL("./palette.css", import.meta.url), "utf8");

type Scheme = "light" | "dark";

function color(name: string, scheme: Scheme): string {
  const found = new RegExp(`--${name}: light-dark\\((#[0-9a-f]{6}), (#[0-9a-f]{6})\\)`).exec(css);
  if (!found) throw new Error(`the palette has no ${name}`);
  return found[scheme === "light" ? 1 : 2]!;
}

function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const v = parseInt(hex.slice(at, at + 2), 16) / 255;
    return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(one: string, other: string): number {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a) as [
    number,
    number,
  ];
  return (light + 0.05) / (dark + 0.05);
}

const grounds = ["page", "stage", "panel", "card", "raised"];
const pairs = [
  ...grounds.flatMap(
    (ground) =>
      [
        ["ink", ground],
        ["soft", ground],
      ] as const,
  ),
  ["accent", "panel"],
  ["accent", "card"],
  ["accent", "raised"],
  ["on-accent", "accent"],
  ["bad", "bad-ground"],
  ["bad", "raised"],
  ["ink", "bad-ground"],
] as const;

describe.each<Scheme>(["light", "dark"])("in %s", (scheme) => {
  it.each(pairs)("%s on %s can be read", (ink, ground) => {
    expect(contrast(color(ink, scheme), color(ground, scheme))).toBeGreaterThanOrEqual(4.5);
  });
});
