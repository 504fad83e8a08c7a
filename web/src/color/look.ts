// The look: what is done to the colour of the network without asking it again. The server does the
// same in C++ (color/look.h); the two agree within one step of 8 bits.

export interface Look {
  /** Scale of the added colour, 0 (none) to 1.5. */
  strength: number;
  /** Vividness, 0 to 2, with a soft knee above 1. */
  saturation: number;
  /** -1 (cooler) to 1 (warmer). */
  temperature: number;
  /** -1 (greener) to 1 (more magenta). */
  tint: number;
  /** Protection of near-neutral tones, 0 to 1. */
  neutrals: number;
}

export const lookNames = ["strength", "saturation", "temperature", "tint", "neutrals"] as const;
export type LookName = (typeof lookNames)[number];

export const neutralLook: Readonly<Look> = {
  strength: 1,
  saturation: 1,
  temperature: 0,
  tint: 0,
  neutrals: 0,
};

/** Chroma below which full protection holds a tone back, Lab units. */
export const neutralReach = 24;
/** Chroma at which saturation above 1 has no effect any more, Lab units. */
export const vividChroma = 100;
/** Largest shift along b of temperature and along a of tint, Lab units. */
export const shiftReach = 20;

export function smoothstep(t: number): number {
  const held = Math.min(Math.max(t, 0), 1);
  return held * held * (3 - 2 * held);
}

/** a and b of a colour (L in [0, 100], a and b in Lab units at strength 1) under a look. */
export function applyLook(look: Look, l: number, a: number, b: number): [number, number] {
  const chroma = Math.hypot(a, b);
  const held = look.neutrals > 0 ? smoothstep(chroma / (neutralReach * look.neutrals)) : 1;
  const knee = look.saturation > 1 ? 1 - smoothstep(chroma / vividChroma) : 1;
  const scale = held * look.strength * (1 + (look.saturation - 1) * knee);
  const middle = 4 * (l / 100) * (1 - l / 100);
  const shift = shiftReach * middle * look.strength;
  return [a * scale + shift * look.tint, b * scale + shift * look.temperature];
}

/** The five fields of a job's options and no others. */
export function lookOf(options: Look): Look {
  const { strength, saturation, temperature, tint, neutrals } = options;
  return { strength, saturation, temperature, tint, neutrals };
}

export function sameLook(one: Look, other: Look): boolean {
  return lookNames.every((name) => Math.abs(one[name] - other[name]) < 1e-6);
}
