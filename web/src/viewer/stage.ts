// The state of the stage: which panes it has, and where the picture lies in them.

import { batch, computed, effect, signal } from "@preact/signals";

import type { Job } from "../api/types";
import { current, currentJob, show } from "../state/jobs";
import { calm } from "../ui/motion";
import { comparedOf, picksWith } from "./comparison";
import { originalOf } from "./pictures";
import {
  between,
  coverage,
  fit,
  held,
  largestScale,
  moved,
  scaledAbout,
  type Point,
  type Rect,
  type Size,
  type View,
} from "./view";

export type Arrangement = "slider" | "side";

export const arrangement = signal<Arrangement>("slider");
/** Of a pane, device pixels. */
export const canvasSize = signal<Size>({ width: 0, height: 0 });

const free = signal<View | null>(null);

const marginPx = 24;
const sideMarginPx = 6;
const narrowPx = 640;

/** Full-size pixels; the preview's until the server has said. */
export const pictureSize = computed<Size | null>(() => {
  const job = currentJob.value;
  const photo = current.value;
  if (!job || !photo) return null;
  if (job.width > 0 && job.height > 0) return { width: job.width, height: job.height };
  const preview = originalOf(photo).value.bitmap;
  return preview && { width: preview.width, height: preview.height };
});

const fitted = computed<View | null>(() => {
  const canvas = canvasSize.value;
  if (!pictureSize.value || canvas.width === 0) return null;
  const narrow = canvas.width < narrowPx * devicePixelRatio;
  const margin = narrow ? 0 : arrangement.value === "side" ? sideMarginPx : marginPx;
  return fit(pictureSize.value, canvas, margin * devicePixelRatio, 2);
});

export const isFitted = computed(() => free.value === null);

export const view = computed<View | null>(() => {
  if (!pictureSize.value || !fitted.value) return null;
  const at = free.value ? held(free.value, pictureSize.value, canvasSize.value) : fitted.value;
  // One to one, a pixel of the picture is a pixel of the screen.
  return at.scale === 1 ? { ...at, x: Math.round(at.x), y: Math.round(at.y) } : at;
});

/** The part of a pane that the picture covers, device pixels. */
export function coverageOfPane(): Rect | null {
  if (!view.value || !pictureSize.value) return null;
  return coverage(view.value, pictureSize.value, canvasSize.value);
}

// Another photograph starts whole.
let shownPhoto = "";
effect(() => {
  const photo = current.value?.id ?? "";
  if (photo === shownPhoto) return;
  shownPhoto = photo;
  free.value = null;
});

/** Ids of the versions that were picked to be compared, a photograph; none where nobody did. */
const picks = signal<ReadonlyMap<string, readonly string[]>>(new Map());

/** Versions side by side. */
export const compared = computed<Job[]>(() => {
  const photo = current.value;
  const chosen = currentJob.value;
  return photo && chosen ? comparedOf(photo.jobs, chosen.id, picks.value.get(photo.id)) : [];
});

// What is looked at beside others stays beside them.
effect(() => {
  const job = currentJob.value;
  const picked = job && picks.peek().get(job.photo);
  if (arrangement.value !== "side" || !picked || picked.includes(job.id)) return;
  picks.value = new Map(picks.peek()).set(job.photo, picksWith(picked, job.id, job.id));
});

/** Takes a version into the comparison or out of it; one stays. */
export function toggleCompared(version: Job): void {
  const chosen = currentJob.peek();
  if (!chosen) return;
  const shown = compared.peek().map((job) => job.id);
  const next = picksWith(shown, version.id, chosen.id);
  const other = compared.peek().find((job) => next.includes(job.id));
  batch(() => {
    if (next.length > 0) picks.value = new Map(picks.peek()).set(version.photo, next);
    if (version.id === chosen.id && other) show(other);
  });
}

export function scaleLimits(): { least: number; most: number } {
  const least = fitted.peek()?.scale ?? 1;
  return { least, most: Math.max(largestScale, least) };
}

function put(next: View): void {
  const { least, most } = scaleLimits();
  const picture = pictureSize.peek();
  if (!picture) return;
  if (next.scale <= least * 1.001) free.value = null;
  else
    free.value = held({ ...next, scale: Math.min(next.scale, most) }, picture, canvasSize.peek());
}

export function pan(dx: number, dy: number): void {
  const from = view.peek();
  if (from && free.peek()) put(moved(from, dx, dy));
}

/** Scales by `factor` with the point `at` (device pixels of the pane) held. */
export function zoomBy(factor: number, at: Point = middle()): void {
  const from = view.peek();
  if (!from) return;
  const { least, most } = scaleLimits();
  const scale = Math.min(Math.max(from.scale * factor, least), most);
  put(scaledAbout(from, scale, at));
}

const middle = (): Point => ({ x: canvasSize.peek().width / 2, y: canvasSize.peek().height / 2 });

/** Goes to a scale with a short movement; null is the whole picture. */
export function zoomTo(scale: number | null, at: Point = middle()): void {
  const from = view.peek();
  const whole = fitted.peek();
  if (!from || !whole) return;
  glide(from, scale === null ? whole : scaledAbout(from, scale, at));
}

/** Between the whole picture and its pixels one to one (twice that where it is small). */
export function toggleZoom(at: Point): void {
  if (!isFitted.peek()) return zoomTo(null);
  const least = scaleLimits().least;
  zoomTo(least < 0.9 ? 1 : least * 2, at);
}

const glideMs = 220;

function glide(from: View, to: View): void {
  if (calm()) return put(to);
  const start = performance.now();
  const frame = (now: number): void => {
    const t = Math.min(1, (now - start) / glideMs);
    put(t < 1 ? between(from, to, 1 - (1 - t) ** 3) : to);
    if (t < 1) requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
}

export function arrange(how: Arrangement): void {
  batch(() => {
    arrangement.value = how;
    free.value = null;
  });
}
