// Rectangles of the full-size picture for what is seen close up, asked for when the view has come to
// rest and laid over the preview.

import { signal } from "@preact/signals";

import { fetchPicture, regionPath } from "../api/client";
import { rawBitmap } from "./pictures";
import type { Layer } from "./renderer";
import { contains, type Rect } from "./view";

const restMs = 160;

export class Regions {
  readonly layers = signal<readonly Layer[]>([]);
  readonly loading = signal(false);
  private job = "";
  private hasColors = false;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private request: AbortController | undefined;

  /** Wants these rectangles of a job; without colours only of the photograph. */
  want(job: string, hasColors: boolean, places: readonly Rect[]): void {
    if (job !== this.job || hasColors !== this.hasColors) this.layers.value = [];
    this.job = job;
    this.hasColors = hasColors;
    this.stop();
    if (places.length === 0) {
      if (this.layers.peek().length > 0) this.layers.value = [];
      return;
    }
    const there = this.layers.peek();
    if (places.every((place) => there.some((layer) => contains(layer.place, place)))) return;
    this.timer = setTimeout(() => void this.load(places), restMs);
  }

  stop(): void {
    clearTimeout(this.timer);
    this.request?.abort();
    this.loading.value = false;
  }

  private async load(places: readonly Rect[]): Promise<void> {
    const request = new AbortController();
    this.request = request;
    this.loading.value = true;
    try {
      const layers = await Promise.all(places.map((place) => this.layer(place, request.signal)));
      if (!request.signal.aborted) this.layers.value = layers;
    } catch {
      // The preview stays, only less sharp; the next move asks again.
    } finally {
      if (this.request === request) this.loading.value = false;
    }
  }

  private async layer(place: Rect, signal: AbortSignal): Promise<Layer> {
    const fetchKind = async (kind: "lab" | "original"): Promise<ImageBitmap> =>
      rawBitmap(await fetchPicture(regionPath(this.job, place, kind), signal));
    const [lab, original] = await Promise.all([
      this.hasColors ? fetchKind("lab") : null,
      fetchKind("original"),
    ]);
    return { place, lab, original };
  }
}
