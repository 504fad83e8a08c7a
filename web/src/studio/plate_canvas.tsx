// Draws the plate twice, gray and coloured, and uncovers the second around a spot that follows the
// pointer, or wanders where nobody points.

import { useEffect, useRef } from "preact/hooks";

import { calm } from "../ui/motion";
import { grains } from "./plate";

const pitchPx = 3.4;
const wanderMs = 14000;
const frameMs = 30;

interface Plate {
  gray: OffscreenCanvas;
  color: OffscreenCanvas;
}

function madePlate(width: number, height: number, ratio: number): Plate {
  const surface = (): OffscreenCanvas =>
    new OffscreenCanvas(Math.ceil(width * ratio), Math.ceil(height * ratio));
  const plate = { gray: surface(), color: surface() };
  const gray = plate.gray.getContext("2d")!;
  const color = plate.color.getContext("2d")!;
  for (const context of [gray, color]) {
    context.fillStyle = "#5d5750";
    context.fillRect(0, 0, gray.canvas.width, gray.canvas.height);
    context.scale(ratio, ratio);
  }
  for (const grain of grains(width, height, pitchPx)) {
    for (const [context, style] of [
      [gray, grain.gray],
      [color, grain.color],
    ] as const) {
      context.fillStyle = style;
      context.beginPath();
      context.arc(grain.x, grain.y, grain.radius, 0, 2 * Math.PI);
      context.fill();
    }
  }
  return plate;
}

class PlateView {
  private plate: Plate;
  private spot = { x: 0.64, y: 0.42, radius: 0.34 };
  private aim: { x: number; y: number } | null = null;
  private full = 0;
  private frame = 0;
  private painted = 0;
  readonly context: CanvasRenderingContext2D;

  constructor(
    private readonly canvas: HTMLCanvasElement,
    private whole: () => boolean,
  ) {
    this.context = canvas.getContext("2d")!;
    this.plate = this.sized();
    canvas.parentElement!.addEventListener("pointermove", this.point);
    canvas.parentElement!.addEventListener("pointerleave", this.leave);
    this.paint();
    this.frame = requestAnimationFrame(this.tick);
  }

  private sized(): Plate {
    const ratio = Math.min(devicePixelRatio, 2);
    const { clientWidth: width, clientHeight: height } = this.canvas;
    this.canvas.width = Math.ceil(width * ratio);
    this.canvas.height = Math.ceil(height * ratio);
    return madePlate(Math.max(width, 1), Math.max(height, 1), ratio);
  }

  resize(): void {
    this.plate = this.sized();
    this.paint();
  }

  dispose(): void {
    cancelAnimationFrame(this.frame);
    this.canvas.parentElement?.removeEventListener("pointermove", this.point);
    this.canvas.parentElement?.removeEventListener("pointerleave", this.leave);
  }

  private readonly point = (event: PointerEvent): void => {
    const box = this.canvas.getBoundingClientRect();
    this.aim = {
      x: (event.clientX - box.left) / box.width,
      y: (event.clientY - box.top) / box.height,
    };
  };

  private readonly leave = (): void => void (this.aim = null);

  private readonly tick = (now: number): void => {
    this.frame = requestAnimationFrame(this.tick);
    if (now - this.painted < frameMs) return;
    if (this.approach(now)) this.paint();
    this.painted = now;
  };

  /** Moves towards where the spot should be; whether anything is to be seen of it. */
  private approach(now: number): boolean {
    const still = calm();
    const turn = still ? 0.6 : (now / wanderMs) * 2 * Math.PI;
    const aim = this.aim ?? { x: 0.5 + 0.3 * Math.cos(turn), y: 0.46 + 0.16 * Math.sin(turn * 2) };
    const ease = still ? 1 : this.aim ? 0.25 : 0.06;
    const by = [
      (aim.x - this.spot.x) * ease,
      (aim.y - this.spot.y) * ease,
      ((this.whole() ? 1 : 0) - this.full) * (still ? 1 : 0.22),
    ] as const;
    this.spot.x += by[0];
    this.spot.y += by[1];
    this.full += by[2];
    return Math.max(...by.map(Math.abs)) > 1e-4;
  }

  private paint(): void {
    const { context, canvas, plate, spot } = this;
    const radius = Math.max(canvas.width, canvas.height) * (spot.radius + this.full * 1.4);
    const light = context.createRadialGradient(
      spot.x * canvas.width,
      spot.y * canvas.height,
      radius * 0.15,
      spot.x * canvas.width,
      spot.y * canvas.height,
      radius,
    );
    light.addColorStop(0, "rgb(0 0 0 / 1)");
    light.addColorStop(0.55, `rgb(0 0 0 / ${0.75 + 0.25 * this.full})`);
    light.addColorStop(1, `rgb(0 0 0 / ${this.full})`);
    context.globalCompositeOperation = "copy";
    context.fillStyle = light;
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.globalCompositeOperation = "source-in";
    context.drawImage(plate.color, 0, 0);
    context.globalCompositeOperation = "destination-over";
    context.drawImage(plate.gray, 0, 0);
  }
}

/** `whole` brings all of the plate into colour. */
export function PlateCanvas({ whole }: { whole(): boolean }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const view = new PlateView(canvas.current!, whole);
    const observer = new ResizeObserver(() => view.resize());
    observer.observe(canvas.current!);
    return () => {
      observer.disconnect();
      view.dispose();
    };
  }, []);
  return <canvas ref={canvas} class="plate" aria-hidden="true" />;
}
