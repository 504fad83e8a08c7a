// The previews of jobs, fetched once and kept while they are likely to be looked at again.

import { signal, type ReadonlySignal } from "@preact/signals";

import { fetchPicture, labPath, originalPath } from "../api/client";
import type { Job } from "../api/types";
import type { Photo } from "../state/photos";

/** A picture's samples as they are: no colour management, no premultiplied alpha. */
export async function rawBitmap(bytes: Blob): Promise<ImageBitmap> {
  return createImageBitmap(bytes, { colorSpaceConversion: "none", premultiplyAlpha: "none" });
}

const previewSizes = [1280, 1920, 2560];

/** Long side of previews: what this screen can show of a picture that fills it. */
export const previewLongSide = (() => {
  const wanted = Math.max(screen.width, screen.height) * devicePixelRatio;
  return previewSizes.find((size) => size >= wanted * 0.8) ?? previewSizes.at(-1)!;
})();

export interface Loaded {
  bitmap: ImageBitmap | null;
  error: string | null;
}

const mostKept = 16;
const kept = new Map<string, ReadonlySignal<Loaded>>();

function fetched(path: string): ReadonlySignal<Loaded> {
  const known = kept.get(path);
  if (known) {
    kept.delete(path);
    kept.set(path, known);
    return known;
  }
  const loaded = signal<Loaded>({ bitmap: null, error: null });
  kept.set(path, loaded);
  fetchPicture(path)
    .then(rawBitmap)
    .then(
      (bitmap) => (loaded.value = { bitmap, error: null }),
      (error: Error) => {
        loaded.value = { bitmap: null, error: error.message };
        kept.delete(path);
      },
    );
  // What falls out is left to the collector: a pane may still show it.
  for (const oldest of kept.keys()) {
    if (kept.size <= mostKept) break;
    kept.delete(oldest);
  }
  return loaded;
}

/** The photograph; all its jobs share the preview that is asked for by the first. */
export function originalOf(photo: Photo): ReadonlySignal<Loaded> {
  return fetched(originalPath(photo.jobs[0].id, previewLongSide));
}

/** The colours of a job that is done. */
export function labOf(job: Job): ReadonlySignal<Loaded> {
  return fetched(labPath(job.id, previewLongSide));
}
