// How many columns show equal pictures largest. Pure.

import type { Size } from "./view";

/** Columns for `count` pictures of one size on a stage, `gap` between them (same units as the stage). */
export function bestColumns(count: number, picture: Size, stage: Size, gap: number): number {
  let best = 1;
  let largest = 0;
  for (let columns = 1; columns <= count; ++columns) {
    const rows = Math.ceil(count / columns);
    const across = (stage.width - gap * (columns - 1)) / columns / picture.width;
    const down = (stage.height - gap * (rows - 1)) / rows / picture.height;
    const scale = Math.min(across, down);
    if (scale > largest) [best, largest] = [columns, scale];
  }
  return best;
}
