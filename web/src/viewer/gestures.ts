// Fingers, mouse and wheel on the stage: one pointer moves the picture, or the line where there is
// nothing to move; two pinch; the wheel scales about the cursor.

import { setSplit } from "./split";
import { arrangement, coverageOfPane, isFitted, pan, toggleZoom, zoomBy } from "./stage";
import type { Point } from "./view";

const wheelPerPixel = 0.0016;
const pinchPerPixel = 0.01;
const tapSlackPx = 4;
const doubleTapMs = 320;

/** Where an event lies in the pane under it, device pixels. */
function placeIn(pane: Element, event: MouseEvent): Point {
  const box = pane.getBoundingClientRect();
  return {
    x: (event.clientX - box.left) * devicePixelRatio,
    y: (event.clientY - box.top) * devicePixelRatio,
  };
}

const paneUnder = (event: Event): Element | null =>
  event.target instanceof Element ? event.target.closest(".pane") : null;

export class Gestures {
  private readonly pointers = new Map<number, Point>();
  private pane: Element | null = null;
  private travelled = 0;
  private lastTap = { at: -Infinity, place: { x: 0, y: 0 } };

  constructor(private readonly stage: HTMLElement) {
    stage.addEventListener("pointerdown", this.down);
    stage.addEventListener("pointermove", this.move);
    stage.addEventListener("pointerup", this.up);
    stage.addEventListener("pointercancel", this.up);
    stage.addEventListener("wheel", this.wheel, { passive: false });
  }

  dispose(): void {
    this.stage.removeEventListener("pointerdown", this.down);
    this.stage.removeEventListener("pointermove", this.move);
    this.stage.removeEventListener("pointerup", this.up);
    this.stage.removeEventListener("pointercancel", this.up);
    this.stage.removeEventListener("wheel", this.wheel);
  }

  private readonly down = (event: PointerEvent): void => {
    const pane = paneUnder(event);
    if (!pane || event.button > 0) return;
    this.pane = pane;
    this.travelled = 0;
    this.pointers.set(event.pointerId, placeIn(pane, event));
    this.stage.setPointerCapture(event.pointerId);
  };

  private readonly move = (event: PointerEvent): void => {
    const before = this.pointers.get(event.pointerId);
    if (!before || !this.pane) return;
    const now = placeIn(this.pane, event);
    this.travelled += Math.hypot(now.x - before.x, now.y - before.y);
    if (this.pointers.size === 1) this.drag(before, now);
    else if (this.pointers.size === 2) this.pinch(event.pointerId, before, now);
    this.pointers.set(event.pointerId, now);
  };

  private drag(before: Point, now: Point): void {
    if (!isFitted.peek()) return pan(now.x - before.x, now.y - before.y);
    if (arrangement.peek() !== "slider" || this.travelled < tapSlackPx * devicePixelRatio) return;
    const seen = coverageOfPane();
    if (seen) setSplit((now.x - seen.x) / seen.width);
  }

  private pinch(id: number, before: Point, now: Point): void {
    const other = [...this.pointers].find(([pointer]) => pointer !== id)?.[1];
    if (!other) return;
    const apart = (one: Point): number => Math.hypot(one.x - other.x, one.y - other.y);
    const centre = { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 };
    if (apart(before) > 0) zoomBy(apart(now) / apart(before), centre);
    pan((now.x - before.x) / 2, (now.y - before.y) / 2);
  }

  private readonly up = (event: PointerEvent): void => {
    const place = this.pointers.get(event.pointerId);
    if (!this.pointers.delete(event.pointerId) || !place) return;
    const tapped = event.type === "pointerup" && this.travelled < tapSlackPx * devicePixelRatio;
    if (tapped && this.pointers.size === 0) this.tap(event, place);
  };

  private tap({ timeStamp }: PointerEvent, place: Point): void {
    const last = this.lastTap;
    const near = Math.hypot(place.x - last.place.x, place.y - last.place.y) < 40 * devicePixelRatio;
    if (timeStamp - last.at < doubleTapMs && near) {
      this.lastTap = { at: -Infinity, place };
      toggleZoom(place);
    } else {
      this.lastTap = { at: timeStamp, place };
    }
  }

  private readonly wheel = (event: WheelEvent): void => {
    const pane = paneUnder(event);
    if (!pane) return;
    event.preventDefault();
    const pixels = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? event.deltaY * 16 : event.deltaY;
    const speed = event.ctrlKey ? pinchPerPixel : wheelPerPixel;
    zoomBy(Math.exp(-pixels * speed), placeIn(pane, event));
  };
}
