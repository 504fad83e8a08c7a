// A whole raster of Lab samples under a look, on the processor: for browsers without WebGL2.

import { rgbOfLab } from "./lab";
import { applyLook, type Look } from "./look";

/** What the server's `lab` pictures hold: R = L·255/100, G = a + 128, B = b + 128. */
export function labOfSample(r: number, g: number, b: number): [number, number, number] {
  return [(r * 100) / 255, g - 128, b - 128];
}

/** Writes the colours of RGBA Lab samples to `out`, RGBA as well. The work of a colour is done once
 *  for each distinct sample in a row of alike ones, which pictures have many of. */
export function paintLab(samples: Uint8ClampedArray, look: Look, out: Uint8ClampedArray): void {
  let last = -1;
  let red = 0;
  let green = 0;
  let blue = 0;
  for (let i = 0; i < samples.length; i += 4) {
    const r = samples[i]!;
    const g = samples[i + 1]!;
    const b = samples[i + 2]!;
    const key = (r << 16) | (g << 8) | b;
    if (key !== last) {
      const [l, a0, b0] = labOfSample(r, g, b);
      const [a1, b1] = applyLook(look, l, a0, b0);
      const rgb = rgbOfLab(l, a1, b1);
      red = Math.round(rgb[0] * 255);
      green = Math.round(rgb[1] * 255);
      blue = Math.round(rgb[2] * 255);
      last = key;
    }
    out[i] = red;
    out[i + 1] = green;
    out[i + 2] = blue;
    out[i + 3] = 255;
  }
}
