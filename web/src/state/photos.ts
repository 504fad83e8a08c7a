// Jobs grouped by the photograph they colour: what the film strip shows. Pure.

import type { Job } from "../api/types";

export interface Photo {
  id: string;
  name: string;
  /** Versions of it, oldest first. Never empty. */
  jobs: [Job, ...Job[]];
}

export const isOpen = (job: Job): boolean => job.state === "queued" || job.state === "running";

const byAge = (one: Job, other: Job): number =>
  one.created.localeCompare(other.created) || one.id.localeCompare(other.id);

/** Photographs in the order in which they came. */
export function groupByPhoto(jobs: Iterable<Job>): Photo[] {
  const photos = new Map<string, Photo>();
  for (const job of [...jobs].sort(byAge)) {
    const photo = photos.get(job.photo);
    if (photo) photo.jobs.push(job);
    else photos.set(job.photo, { id: job.photo, name: job.name, jobs: [job] });
  }
  return [...photos.values()];
}

/** The version to show where none was chosen: the newest in colour, else the newest. */
export function bestJob(photo: Photo): Job {
  return photo.jobs.findLast((job) => job.state === "done") ?? photo.jobs.at(-1) ?? photo.jobs[0];
}

/** How far a photograph's open work has come, 0 to 1; null when there is none. */
export function progressOf(photo: Photo): number | null {
  const open = photo.jobs.filter(isOpen);
  if (open.length === 0) return null;
  return open.reduce((sum, job) => sum + job.progress, 0) / open.length;
}

/** The smallest seed that no version of `model` has yet; 0 is taken by the first. */
export function nextSeed(photo: Photo, model: string): number {
  const seeds = photo.jobs
    .filter((job) => job.options.model === model)
    .map((job) => job.options.seed);
  return seeds.length === 0 ? 0 : Math.max(0, ...seeds) + 1;
}
