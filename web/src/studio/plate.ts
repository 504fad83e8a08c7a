// The plate of the empty Studio: a landscape in grains of starch, as the Lumières' plates had them,
// orange, green and violet. It lies there in gray, and what comes near it brings its colour out.

export interface Grain {
  x: number;
  y: number;
  radius: number;
  gray: string;
  color: string;
}

type Rgb = readonly [number, number, number];

const dyes: readonly Rgb[] = [
  [232, 108, 60],
  [92, 158, 96],
  [98, 92, 190],
];

/** A small generator of numbers in [0, 1), the same at every visit (Marsaglia's xorshift, 2003). */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

const mix = (one: Rgb, other: Rgb, t: number): Rgb => [
  one[0] + (other[0] - one[0]) * t,
  one[1] + (other[1] - one[1]) * t,
  one[2] + (other[2] - one[2]) * t,
];

const hold = (t: number): number => Math.min(1, Math.max(0, t));

/** Ridges from far to near: height, swell, colour. */
const ridges: readonly { level: number; swell: number; phase: number; color: Rgb }[] = [
  { level: 0.55, swell: 0.05, phase: 0.4, color: [146, 138, 178] },
  { level: 0.66, swell: 0.06, phase: 2.3, color: [98, 116, 128] },
  { level: 0.79, swell: 0.05, phase: 4.1, color: [84, 124, 62] },
  { level: 0.92, swell: 0.04, phase: 5.6, color: [52, 84, 40] },
];

function skyColor(x: number, y: number): Rgb {
  const low: Rgb = [250, 188, 112];
  const high: Rgb = [92, 128, 190];
  const sky = mix(high, low, hold(y / 0.6) ** 1.3);
  const fromSun = Math.hypot((x - 0.64) * 1.5, y - 0.4);
  if (fromSun < 0.075) return [255, 240, 206];
  return mix(sky, [255, 214, 140], 0.75 * Math.exp(-fromSun * 5));
}

/** The landscape's colour at (x, y), both in [0, 1], y downwards. */
export function landscape(x: number, y: number): Rgb {
  let color = skyColor(x, y);
  for (const ridge of ridges) {
    const wave = Math.sin(x * 5.2 + ridge.phase) + 0.45 * Math.sin(x * 12.7 + ridge.phase * 2.1);
    const top = ridge.level + ridge.swell * wave * 0.6;
    if (y > top) color = mix(ridge.color, [226, 176, 128], 0.28 * Math.exp(-(y - top) * 14));
  }
  return color;
}

const css = ([r, g, b]: Rgb): string => `rgb(${Math.round(r)} ${Math.round(g)} ${Math.round(b)})`;

/** Grains that cover `width` by `height` units at about `pitch` from each other. */
export function grains(width: number, height: number, pitch: number): Grain[] {
  const next = numbers(1907);
  const all: Grain[] = [];
  for (let y = pitch / 2; y < height + pitch; y += pitch * 0.86) {
    for (let x = pitch / 2; x < width + pitch; x += pitch)
      all.push(grain(x, y, pitch, width, height, next));
  }
  return all;
}

function grain(
  x0: number,
  y0: number,
  pitch: number,
  width: number,
  height: number,
  next: () => number,
): Grain {
  const x = x0 + (next() - 0.5) * pitch * 1.2;
  const y = y0 + (next() - 0.5) * pitch * 1.2;
  const scene = landscape(hold(x / width), hold(y / height));
  const light = 0.9 + next() * 0.2;
  const dyed = mix(scene, dyes[Math.floor(next() * dyes.length)]!, 0.16);
  const color = dyed.map((v) => Math.min(255, v * light)) as unknown as Rgb;
  const luminance = 0.2126 * color[0] + 0.7152 * color[1] + 0.0722 * color[2];
  const gray = mix([luminance, luminance, luminance], [214, 206, 196], 0.06);
  return { x, y, radius: pitch * (0.78 + next() * 0.24), gray: css(gray), color: css(color) };
}
