// The line to the server: its events, and what to do when it falls silent. After every break all
// jobs are asked for again, since nobody knows what was missed.

import { signal } from "@preact/signals";

import { ApiError, eventsUrl } from "../api/client";
import type { Job } from "../api/types";
import { loadCatalog } from "./catalog";
import { gone, loadJobs, received } from "./jobs";
import { speak } from "./notices";

/** `opening` until the server has answered once; `locked` where it wants a token. */
export const connection = signal<"opening" | "open" | "lost" | "locked">("opening");

const firstPauseMs = 1000;
const longestPauseMs = 10000;

let pauseMs = firstPauseMs;

export async function connect(): Promise<void> {
  try {
    await Promise.all([loadCatalog(), loadJobs()]);
  } catch (error) {
    return broken(error);
  }
  listen();
}

function listen(): void {
  const source = new EventSource(eventsUrl);
  source.addEventListener("open", () => {
    // What happened between the list and the first event is not lost either.
    void loadJobs().catch(() => undefined);
    if (connection.peek() === "lost") speak("Autochrome is back.");
    connection.value = "open";
    pauseMs = firstPauseMs;
  });
  source.addEventListener("job", (event) => received(JSON.parse(event.data as string) as Job));
  source.addEventListener("removed", (event) =>
    gone((JSON.parse(event.data as string) as { id: string }).id),
  );
  source.addEventListener("error", () => {
    source.close();
    broken(null);
  });
}

function broken(error: unknown): void {
  if (error instanceof ApiError && error.status === 401) {
    connection.value = "locked";
    return;
  }
  if (connection.peek() !== "lost") speak("Autochrome does not answer.");
  connection.value = "lost";
  setTimeout(() => void connect(), pauseMs);
  pauseMs = Math.min(pauseMs * 2, longestPauseMs);
}
