// Draws a scene without WebGL. A layer is painted once a look, at a size the processor can do while a
// hand is moving; the rest is copying.

import { lookNames, type Look } from "../color/look";
import { paintLab } from "../color/raster";
import type { Layer, Renderer, Scene } from "./renderer";
import type { View } from "./view";

const largestPainted = 900_000;

interface Painted {
  samples: ImageData;
  surface: OffscreenCanvas;
  look: string;
}

function samplesOf(bitmap: ImageBitmap): ImageData {
  const reduction = Math.min(1, Math.sqrt(largestPainted / (bitmap.width * bitmap.height)));
  const width = Math.max(1, Math.round(bitmap.width * reduction));
  const height = Math.max(1, Math.round(bitmap.height * reduction));
  const context = new OffscreenCanvas(width, height).getContext("2d", {
    willReadFrequently: true,
  })!;
  context.drawImage(bitmap, 0, 0, width, height);
  return context.getImageData(0, 0, width, height);
}

const keyOf = (look: Look): string => lookNames.map((name) => look[name]).join();

export class CanvasRenderer implements Renderer {
  private readonly context: CanvasRenderingContext2D;
  private painted = new Map<ImageBitmap, Painted>();

  constructor(
    private readonly canvas: HTMLCanvasElement,
    redraw: () => void,
  ) {
    // A canvas that gave a WebGL context once gives no other; then nothing can be drawn on it.
    this.context = canvas.getContext("2d")!;
    canvas.addEventListener("contextrestored", redraw);
  }

  draw({ view, layers, look, split }: Scene): void {
    const { width, height } = this.canvas;
    this.context.clearRect(0, 0, width, height);
    this.forgetAllBut(layers);
    const edge = Math.min(Math.max(split, 0), width);
    this.drawBetween(0, edge, view, layers, ({ original }) => original);
    this.drawBetween(edge, width, view, layers, ({ lab, original }) =>
      lab ? this.paintedOf(lab, look) : original,
    );
  }

  dispose(): void {
    this.painted.clear();
  }

  /** Draws an image of each layer, cut to the columns from..to of the canvas. */
  private drawBetween(
    from: number,
    to: number,
    view: View,
    layers: readonly Layer[],
    imageOf: (layer: Layer) => CanvasImageSource | null,
  ): void {
    if (to <= from) return;
    const { context } = this;
    context.save();
    context.beginPath();
    context.rect(from, 0, to - from, this.canvas.height);
    context.clip();
    context.setTransform(view.scale, 0, 0, view.scale, view.x, view.y);
    context.imageSmoothingQuality = "high";
    for (const layer of layers) {
      const { x, y, width, height } = layer.place;
      const image = imageOf(layer);
      if (image) context.drawImage(image, x, y, width, height);
    }
    context.restore();
  }

  private paintedOf(lab: ImageBitmap, look: Look): OffscreenCanvas {
    const key = keyOf(look);
    let painted = this.painted.get(lab);
    if (!painted) {
      const samples = samplesOf(lab);
      const surface = new OffscreenCanvas(samples.width, samples.height);
      painted = { samples, surface, look: "" };
      this.painted.set(lab, painted);
    }
    if (painted.look !== key) {
      const out = new ImageData(painted.samples.width, painted.samples.height);
      paintLab(painted.samples.data, look, out.data);
      painted.surface.getContext("2d")!.putImageData(out, 0, 0);
      painted.look = key;
    }
    return painted.surface;
  }

  private forgetAllBut(layers: readonly Layer[]): void {
    const used = new Set(layers.map(({ lab }) => lab));
    for (const bitmap of this.painted.keys()) if (!used.has(bitmap)) this.painted.delete(bitmap);
  }
}
