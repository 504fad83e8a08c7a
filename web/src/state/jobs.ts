// All jobs as the server has them, kept up to date by its events, and which of them is looked at.

import { computed, signal } from "@preact/signals";

import * as api from "../api/client";
import type { Job, JobOptions } from "../api/types";
import { complain, notify, speak } from "./notices";
import { bestJob, groupByPhoto, type Photo } from "./photos";
import { go, route } from "./route";

export const jobs = signal<ReadonlyMap<string, Job>>(new Map());
/** Null until the server has said. */
export const storage = signal<{ bytes: number; limit: number } | null>(null);
/** Jobs that are being removed but may still be brought back. */
const leaving = signal<ReadonlySet<string>>(new Set());

export const photos = computed<Photo[]>(() =>
  groupByPhoto([...jobs.value.values()].filter((job) => !leaving.value.has(job.id))),
);

export const finished = computed<Job[]>(() =>
  photos.value.map(chosenJob).filter((job) => job.state === "done"),
);

/** The version of a photograph that was looked at last. */
const chosen = signal<ReadonlyMap<string, string>>(new Map());

export function chosenJob(photo: Photo): Job {
  const id = chosen.value.get(photo.id);
  return photo.jobs.find((job) => job.id === id) ?? bestJob(photo);
}

/** The photograph on the stage: that of the address, else the newest. */
export const current = computed<Photo | null>(() => {
  const wanted = route.value.page === "studio" ? route.value.item : null;
  const photo = photos.value.find(({ jobs: versions }) =>
    versions.some((job) => job.id === wanted),
  );
  return photo ?? photos.value.at(-1) ?? null;
});

export const currentJob = computed<Job | null>(() => {
  const photo = current.value;
  if (!photo) return null;
  const wanted = photo.jobs.find((job) => job.id === route.value.item);
  return wanted ?? chosenJob(photo);
});

export function show(job: Job, replace = false): void {
  chosen.value = new Map(chosen.peek()).set(job.photo, job.id);
  go("studio", job.id, replace);
}

export function step(by: 1 | -1): void {
  const all = photos.peek();
  const at = all.findIndex((photo) => photo.id === current.peek()?.id);
  const next = all[at + by];
  if (next) show(chosenJob(next));
}

export function stepVersion(by: 1 | -1): void {
  const versions = current.peek()?.jobs ?? [];
  const at = versions.findIndex((job) => job.id === currentJob.peek()?.id);
  const next = versions[at + by];
  if (next) show(next);
}

/** Jobs that events told of while a list was on its way: they know better than the list. */
const toldMeanwhile = new Set<string>();

/** A job as the answer to its creation has it, which events may have overtaken. */
export function created(job: Job): void {
  if (!jobs.peek().has(job.id)) received(job);
}

export function received(job: Job): void {
  toldMeanwhile.add(job.id);
  const before = jobs.peek().get(job.id);
  jobs.value = new Map(jobs.peek()).set(job.id, job);
  if (!before || before.state === job.state) return;
  if (job.state === "done") speak(`${job.name} is in colour.`);
  if (job.state === "failed")
    speak(`${job.name} could not be coloured. ${job.error?.detail ?? ""}`);
}

export function gone(id: string): void {
  const rest = new Map(jobs.peek());
  if (rest.delete(id)) jobs.value = rest;
}

export async function loadJobs(): Promise<void> {
  toldMeanwhile.clear();
  const list = await api.getJobs();
  storage.value = { bytes: list.bytes, limit: list.limit };
  const newer = [...jobs.peek()].filter(([id]) => toldMeanwhile.has(id));
  jobs.value = new Map([...list.jobs.map((job) => [job.id, job] as const), ...newer]);
}

export async function cancel(job: Job): Promise<void> {
  await api.cancelJob(job.id).catch(complain);
}

export async function retry(job: Job): Promise<void> {
  await api.retryJob(job.id).catch(complain);
}

/** Colours a photograph once more; the new version carries the look that is set. */
export async function colorAgain(photo: Photo, options: Partial<JobOptions>): Promise<Job | null> {
  try {
    const job = await api.createJob(photo.id, options);
    created(job);
    return job;
  } catch (error) {
    complain(error);
    return null;
  }
}

const secondThoughtsMs = 6000;

/** Takes jobs away; for some seconds one can think again, and until then the server keeps them. */
export function remove(away: readonly Job[], what: string): void {
  const ids = away.map((job) => job.id);
  leaving.value = new Set([...leaving.peek(), ...ids]);
  let settled = false;
  const settle = (): void => {
    if (settled) return;
    settled = true;
    removeEventListener("pagehide", settle);
    for (const id of ids)
      void api
        .removeJob(id)
        .then(() => gone(id), complain)
        .finally(() => stay(id));
  };
  const timer = setTimeout(settle, secondThoughtsMs);
  addEventListener("pagehide", settle);
  notify(`${what} removed.`, {
    action: {
      label: "Undo",
      run: () => {
        if (settled) return;
        settled = true;
        clearTimeout(timer);
        removeEventListener("pagehide", settle);
        ids.forEach(stay);
        speak(`${what} is back.`);
      },
    },
  });
  speak(`${what} removed.`);
}

function stay(id: string): void {
  const rest = new Set(leaving.peek());
  if (rest.delete(id)) leaving.value = rest;
}

export async function removeAll(): Promise<void> {
  try {
    await api.removeAllJobs();
    jobs.value = new Map();
    go("studio", null, true);
    void loadJobs();
  } catch (error) {
    complain(error);
  }
}
