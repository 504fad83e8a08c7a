// What is said to people: to screen readers through a live region, to eyes through a short notice.

import { signal } from "@preact/signals";

export interface Notice {
  id: number;
  text: string;
  tone: "plain" | "bad";
  action?: { label: string; run(): void };
}

const shownForMs = 6000;

export const spoken = signal("");
export const notices = signal<Notice[]>([]);

let lastId = 0;

/** Tells screen readers, politely; nothing is seen. */
export function speak(text: string): void {
  // The same words twice would not be read twice.
  spoken.value = spoken.peek() === text ? `${text}\u00a0` : text;
}

export function notify(text: string, more: Partial<Pick<Notice, "tone" | "action">> = {}): void {
  const notice: Notice = { id: ++lastId, text, tone: "plain", ...more };
  notices.value = [...notices.peek().slice(-2), notice];
  setTimeout(() => dismiss(notice.id), shownForMs);
}

export function dismiss(id: number): void {
  notices.value = notices.peek().filter((notice) => notice.id !== id);
}

/** Says what went wrong, in the words of the error. */
export function complain(error: unknown): void {
  if (error instanceof DOMException && error.name === "AbortError") return;
  notify(error instanceof Error ? error.message : String(error), { tone: "bad" });
}
