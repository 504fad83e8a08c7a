// Photographs on their way to the server: two at a time, with patience where its queue is full.

import { signal } from "@preact/signals";

import { ApiError } from "../api/client";
import { sendPhoto } from "../api/upload";
import { created, show } from "./jobs";
import { speak } from "./notices";
import { preferredModel } from "./settings";
import { modelNamed } from "./catalog";

export interface Upload {
  id: number;
  file: File;
  /** What the browser can show of it; it may know less formats than the server. */
  thumbnail: string;
  /** The first of those that came together: it is shown when it arrives. */
  leads: boolean;
  state: "waiting" | "sending" | "patient" | "failed";
  progress: number;
  /** Seconds until it is tried again, for `patient`. */
  retryIn: number;
  error: string | null;
}

const atOnce = 2;
const patienceSeconds = 5;

export const uploads = signal<readonly Upload[]>([]);

const aborts = new Map<number, () => void>();
let lastId = 0;

/** Takes files in; what they are, the server finds out. */
export function takeIn(files: Iterable<File>): void {
  const fresh = [...files].map<Upload>((file, k) => ({
    id: ++lastId,
    file,
    thumbnail: URL.createObjectURL(file),
    leads: k === 0,
    state: "waiting",
    progress: 0,
    retryIn: 0,
    error: null,
  }));
  if (fresh.length === 0) return;
  uploads.value = [...uploads.peek(), ...fresh];
  speak(
    fresh.length === 1 ? `Opening ${fresh[0]!.file.name}.` : `Opening ${fresh.length} photographs.`,
  );
  pump();
}

export function giveUp(id: number): void {
  aborts.get(id)?.();
  forget(id);
  pump();
}

export function tryAgain(id: number): void {
  change(id, { state: "waiting", progress: 0, error: null });
  pump();
}

function pump(): void {
  const sending = uploads.peek().filter((upload) => upload.state === "sending").length;
  const next = uploads.peek().filter((upload) => upload.state === "waiting");
  for (const upload of next.slice(0, Math.max(0, atOnce - sending))) void send(upload);
}

async function send({ id, file, leads }: Upload): Promise<void> {
  change(id, { state: "sending" });
  const model = modelNamed(preferredModel.peek()) ? preferredModel.peek() : null;
  const sending = sendPhoto(file, model, (progress) => change(id, { progress }));
  aborts.set(id, sending.abort);
  try {
    const job = await sending.done;
    created(job);
    forget(id);
    if (leads) show(job);
  } catch (error) {
    await failed(id, error);
  } finally {
    aborts.delete(id);
    pump();
  }
}

async function failed(id: number, error: unknown): Promise<void> {
  if (error instanceof ApiError && error.status === 429) return bePatient(id, error);
  if (error instanceof DOMException) return;
  const message = error instanceof Error ? error.message : String(error);
  change(id, { state: "failed", error: message });
  speak(`${uploads.peek().find((upload) => upload.id === id)?.file.name ?? ""}: ${message}`);
}

async function bePatient(id: number, { retryAfter, message }: ApiError): Promise<void> {
  const seconds = retryAfter ?? patienceSeconds;
  for (let left = seconds; left > 0; --left) {
    change(id, { state: "patient", retryIn: left, progress: 0, error: message });
    await new Promise((resolve) => setTimeout(resolve, 1000));
    if (!uploads.peek().some((upload) => upload.id === id)) return;
  }
  change(id, { state: "waiting", error: null });
}

function change(id: number, how: Partial<Upload>): void {
  uploads.value = uploads
    .peek()
    .map((upload) => (upload.id === id ? { ...upload, ...how } : upload));
}

function forget(id: number): void {
  const upload = uploads.peek().find((one) => one.id === id);
  if (upload) URL.revokeObjectURL(upload.thumbnail);
  uploads.value = uploads.peek().filter((one) => one.id !== id);
}
