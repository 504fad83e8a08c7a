// One canvas with the picture on it, in one version, as it was, or with a line between the two.

import { effect, useSignal, type ReadonlySignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";

import type { Job } from "../api/types";
import { neutralLook } from "../color/look";
import { currentLook } from "../state/looks";
import type { Photo } from "../state/photos";
import { labOf, originalOf, previewLongSide } from "./pictures";
import { Regions } from "./regions";
import { createRenderer, type Layer } from "./renderer";
import { holding, split } from "./split";
import { canvasSize, coverageOfPane, pictureSize, view } from "./stage";
import { regionsFor } from "./view";

export type Side = "both" | "before" | "after";

function splitColumn(side: Side): number {
  if (side === "before" || holding.value) return Infinity;
  const seen = side === "both" ? coverageOfPane() : null;
  return seen ? Math.round(seen.x + seen.width * split.value) : -Infinity;
}

function previewLayer(photo: Photo, job: Job | null): Layer | null {
  const size = pictureSize.value;
  if (!size) return null;
  const lab = job?.state === "done" ? labOf(job).value.bitmap : null;
  return { place: { x: 0, y: 0, ...size }, lab, original: originalOf(photo).value.bitmap };
}

/** Keeps the canvas as large as its box, in device pixels, and tells the stage. */
function followSize(canvas: HTMLCanvasElement, changed: () => void): ResizeObserver {
  const observer = new ResizeObserver(() => {
    const width = Math.max(1, Math.round(canvas.clientWidth * devicePixelRatio));
    const height = Math.max(1, Math.round(canvas.clientHeight * devicePixelRatio));
    if (canvas.width !== width || canvas.height !== height) {
      canvas.width = width;
      canvas.height = height;
      changed();
    }
    const known = canvasSize.peek();
    if (known.width !== width || known.height !== height) canvasSize.value = { width, height };
  });
  observer.observe(canvas);
  return observer;
}

interface Subject {
  photo: Photo;
  job: Job | null;
  side: Side;
}

function attach(canvas: HTMLCanvasElement, subject: ReadonlySignal<Subject>): () => void {
  const regions = new Regions();
  let frame = 0;
  let draw = (): void => undefined;
  let coloredPhoto = "";
  const redraw = (): void => {
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(() => draw());
  };
  const renderer = createRenderer(canvas, redraw);
  const size = followSize(canvas, redraw);
  const stopDrawing = effect(() => {
    const { photo, job, side } = subject.value;
    const preview = previewLayer(photo, job);
    const at = view.value;
    if (!preview || !at) return;
    const close = regions.layers.value;
    const scene = {
      view: at,
      layers: [preview, ...close],
      look: job ? currentLook(job) : neutralLook,
      split: splitColumn(side),
    };
    // Between two versions of a photograph the last one stays until the next is here.
    if (job?.state === "done" && !preview.lab && coloredPhoto === photo.id) return;
    coloredPhoto = preview.lab ? photo.id : "";
    draw = () => renderer.draw(scene);
    redraw();
  });
  const stopAsking = effect(() => {
    const { photo, job } = subject.value;
    const at = view.value;
    const picture = pictureSize.value;
    if (!at || !picture) return;
    const colored = job?.state === "done";
    // The photograph as it was can be had of any version that is done.
    const source = colored ? job : photo.jobs.find(({ state }) => state === "done");
    if (!source) return regions.want("", false, []);
    const places = regionsFor(at, picture, canvasSize.value, previewLongSide);
    regions.want(source.id, colored, places);
  });
  return () => {
    cancelAnimationFrame(frame);
    stopDrawing();
    stopAsking();
    regions.stop();
    size.disconnect();
    renderer.dispose();
  };
}

function Shadow() {
  const seen = coverageOfPane();
  if (!seen) return null;
  const px = (length: number): string => `${length / devicePixelRatio}px`;
  return (
    <div
      class="pane-shadow"
      style={{
        transform: `translate(${px(seen.x)}, ${px(seen.y)})`,
        width: px(seen.width),
        height: px(seen.height),
      }}
    />
  );
}

export function Pane({ label, ...now }: Subject & { label: string }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const subject = useSignal<Subject>(now);
  useEffect(() => void (subject.value = now), [now.photo, now.job, now.side]);
  useEffect(() => attach(canvas.current!, subject), []);
  return (
    <div class="pane">
      <Shadow />
      <canvas ref={canvas} role="img" aria-label={label} />
    </div>
  );
}
