// The line between before and after.

import { useRef } from "preact/hooks";

import { setSplit, split } from "./split";
import { coverageOfPane } from "./stage";

const steps: Record<string, number> = {
  ArrowLeft: -0.02,
  ArrowDown: -0.02,
  ArrowRight: 0.02,
  ArrowUp: 0.02,
  PageDown: -0.1,
  PageUp: 0.1,
};

export function SplitHandle() {
  const line = useRef<HTMLDivElement>(null);
  const seen = coverageOfPane();
  if (!seen) return null;

  const follow = (event: PointerEvent): void => {
    if (!line.current!.hasPointerCapture(event.pointerId)) return;
    const box = line.current!.parentElement!.getBoundingClientRect();
    const at = (event.clientX - box.left) * devicePixelRatio;
    setSplit((at - seen.x) / seen.width);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const by = steps[event.key];
    if (event.key === "Home") setSplit(0);
    else if (event.key === "End") setSplit(1);
    else if (by !== undefined) setSplit(split.peek() + by * (event.shiftKey ? 5 : 1));
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const before = Math.round(split.value * 100);
  const at = (seen.x + seen.width * split.value) / devicePixelRatio;
  return (
    <div
      ref={line}
      class="split"
      role="slider"
      tabIndex={0}
      aria-label="Before and after"
      aria-orientation="horizontal"
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={before}
      aria-valuetext={`${before} % before, ${100 - before} % in colour`}
      style={{
        transform: `translateX(${at}px)`,
        top: `${seen.y / devicePixelRatio}px`,
        height: `${seen.height / devicePixelRatio}px`,
      }}
      onPointerDown={(event) => {
        event.stopPropagation();
        line.current!.setPointerCapture(event.pointerId);
      }}
      onPointerMove={follow}
      onDblClick={() => setSplit(0.5)}
      onKeyDown={onKeyDown}
    >
      <span class="split-knob" aria-hidden="true" />
    </div>
  );
}
