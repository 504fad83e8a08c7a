// What a pane draws, and with what: WebGL2 where the browser has it, else the processor.

import type { Look } from "../color/look";
import { CanvasRenderer } from "./canvas_renderer";
import { GlRenderer } from "./gl_renderer";
import type { Rect, View } from "./view";

/** A rectangle of the picture; later layers lie over earlier ones. */
export interface Layer {
  /** Full-size pixels. */
  place: Rect;
  /** Samples as color/raster.ts reads them; null before the colour is there. */
  lab: ImageBitmap | null;
  /** The photograph as it was. */
  original: ImageBitmap | null;
}

export interface Scene {
  view: View;
  layers: readonly Layer[];
  look: Look;
  /** Left of this column (device pixels) the photograph is shown as it was. */
  split: number;
}

export interface Renderer {
  /** Draws on the whole canvas, whose size in device pixels is its own. */
  draw(scene: Scene): void;
  dispose(): void;
}

/** `redraw` is called when what was drawn has been lost. */
export function createRenderer(canvas: HTMLCanvasElement, redraw: () => void): Renderer {
  return GlRenderer.create(canvas, redraw) ?? new CanvasRenderer(canvas, redraw);
}
