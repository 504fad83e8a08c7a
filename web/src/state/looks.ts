// The look of each job as the controls have it, ahead of the server, which is told a moment after the
// hand comes to rest.

import { signal } from "@preact/signals";

import { rememberLook } from "../api/client";
import type { Job } from "../api/types";
import { lookOf, sameLook, type Look } from "../color/look";
import { received } from "./jobs";
import { complain } from "./notices";

const restMs = 350;

/** Looks that the server does not have yet. */
const ahead = signal<ReadonlyMap<string, Look>>(new Map());
const timers = new Map<string, ReturnType<typeof setTimeout>>();

export function currentLook(job: Job): Look {
  return ahead.value.get(job.id) ?? lookOf(job.options);
}

export function setLook(job: Job, look: Look): void {
  ahead.value = new Map(ahead.peek()).set(job.id, look);
  clearTimeout(timers.get(job.id));
  timers.set(
    job.id,
    setTimeout(() => void tell(job.id), restMs),
  );
}

async function tell(id: string): Promise<void> {
  timers.delete(id);
  const look = ahead.peek().get(id);
  if (!look) return;
  try {
    received(await rememberLook(id, look));
  } catch (error) {
    complain(error);
  }
  const now = ahead.peek().get(id);
  // The hand may have moved on meanwhile; then another telling is on its way.
  if (now && sameLook(now, look)) {
    const rest = new Map(ahead.peek());
    rest.delete(id);
    ahead.value = rest;
  }
}

/** Tells the server at once what it does not know yet. */
export async function settleLooks(): Promise<void> {
  const waiting = [...timers.keys()];
  for (const timer of timers.values()) clearTimeout(timer);
  await Promise.all(waiting.map(tell));
}

addEventListener("pagehide", () => void settleLooks());
