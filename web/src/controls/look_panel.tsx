// The controls of the colour, of the version that is on the stage.

import type { Job } from "../api/types";
import { sameLook, type LookName } from "../color/look";
import { defaultLook, lookOptions } from "../state/catalog";
import { currentLook, setLook } from "../state/looks";
import { speak } from "../state/notices";
import { LookSlider } from "./look_slider";

export function resetLook(job: Job): void {
  setLook(job, defaultLook.peek());
  speak("Colour reset.");
}

export function LookPanel({ job }: { job: Job }) {
  const look = currentLook(job);
  const disabled = job.state !== "done";
  const touched = !sameLook(look, defaultLook.value);
  const change =
    (name: LookName) =>
    (value: number): void =>
      setLook(job, { ...look, [name]: value });
  return (
    <section class="panel-section" aria-labelledby="look-title">
      <header class="section-head">
        <h2 id="look-title">Colour</h2>
        <button
          type="button"
          class="text-button"
          disabled={disabled || !touched}
          onClick={() => resetLook(job)}
        >
          Reset
        </button>
      </header>
      {lookOptions.value.map((option) => (
        <LookSlider
          key={option.name}
          option={option}
          value={look[option.name]}
          disabled={disabled}
          onChange={change(option.name)}
        />
      ))}
    </section>
  );
}
