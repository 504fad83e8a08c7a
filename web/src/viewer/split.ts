// Where before ends and after begins.

import { signal } from "@preact/signals";

import { calm } from "../ui/motion";

/** The part of the visible picture that is shown as it was, from the left. */
export const split = signal(0.5);
/** The photograph as it was, everywhere, while a key or button is held. */
export const holding = signal(false);

const revealMs = 1100;
let takenByHand = false;

/** Moves the line by hand. */
export function setSplit(part: number): void {
  takenByHand = true;
  split.value = Math.min(1, Math.max(0, part));
}

/** The line crosses from the right edge to the middle: what just came into colour is uncovered. */
export function reveal(): void {
  if (calm()) return;
  const start = performance.now();
  const frame = (now: number): void => {
    if (takenByHand) return;
    const t = Math.min(1, (now - start) / revealMs);
    split.value = 1 - 0.5 * (1 - (1 - t) ** 3);
    if (t < 1) requestAnimationFrame(frame);
  };
  takenByHand = false;
  requestAnimationFrame(frame);
}
