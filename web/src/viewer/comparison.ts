// Which versions of a photograph stand side by side. Pure.

import type { Job } from "../api/types";

/** Beside the photograph as it was. */
export const mostCompared = 3;

/**
 * The versions in colour to show, in order of age: those that were picked, or the newest, and always
 * the one that is looked at. `picks` are ids in the order in which they were picked.
 */
export function comparedOf(
  versions: readonly Job[],
  chosen: string,
  picks: readonly string[] | undefined,
): Job[] {
  const done = versions.filter((job) => job.state === "done");
  const ids = (picks ?? done.map((job) => job.id)).filter((id) => id !== chosen);
  const known = ids.filter((id) => done.some((job) => job.id === id));
  const others = known.slice(-(mostCompared - 1));
  return done.filter((job) => job.id === chosen || others.includes(job.id));
}

/** Picks after `id` was added, for which the first picked makes room, or taken away. */
export function picksWith(shown: readonly string[], id: string, chosen: string): string[] {
  if (shown.includes(id)) return shown.filter((one) => one !== id);
  const kept = shown.filter((one) => one === chosen);
  const others = shown.filter((one) => one !== chosen).slice(-(mostCompared - 1 - kept.length));
  return [...others, ...kept, id];
}
