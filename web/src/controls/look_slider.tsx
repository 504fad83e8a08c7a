// One value of the look: a native range, dressed. Its track is filled from the value at rest, so that
// one sees what was changed and which way.

import type { OptionDescription } from "../api/types";
import type { LookName } from "../color/look";

export const words: Record<LookName, { label: string; ends: [string, string] }> = {
  strength: { label: "Strength", ends: ["gray", "strong"] },
  saturation: { label: "Saturation", ends: ["pale", "vivid"] },
  temperature: { label: "Temperature", ends: ["cooler", "warmer"] },
  tint: { label: "Tint", ends: ["greener", "pinker"] },
  neutrals: { label: "Protect neutrals", ends: ["off", "full"] },
};

export interface LookSliderProps {
  option: OptionDescription & { name: LookName };
  value: number;
  disabled: boolean;
  onChange(value: number): void;
}

function shownValue(name: LookName, value: number): string {
  const hundredths = Math.round(value * 100);
  if (name === "temperature" || name === "tint")
    return hundredths > 0 ? `+${hundredths}` : String(hundredths).replace("-", "−");
  return String(hundredths);
}

function spokenValue(name: LookName, value: number): string {
  const { ends } = words[name];
  if (name !== "temperature" && name !== "tint") return `${Math.round(value * 100)} percent`;
  if (Math.abs(value) < 0.005) return "unchanged";
  return `${Math.round(Math.abs(value) * 100)} percent ${value < 0 ? ends[0] : ends[1]}`;
}

export function LookSlider({ option, value, disabled, onChange }: LookSliderProps) {
  const { name, min = 0, max = 1, help } = option;
  const rest = option.default as number;
  const part = (of: number): number => ((of - min) / (max - min)) * 100;
  const from = Math.min(part(rest), part(value));
  const to = Math.max(part(rest), part(value));
  const id = `look-${name}`;
  return (
    <div class={`look-slider look-${name}`}>
      <label for={id}>{words[name].label}</label>
      <button
        type="button"
        class="look-value"
        aria-label={`Reset ${words[name].label.toLowerCase()}`}
        title="Reset"
        disabled={disabled || value === rest}
        onClick={() => onChange(rest)}
      >
        {shownValue(name, value)}
      </button>
      <input
        id={id}
        type="range"
        min={min}
        max={max}
        step={0.01}
        value={value}
        disabled={disabled}
        title={help}
        aria-valuetext={spokenValue(name, value)}
        style={{ "--from": `${from}%`, "--to": `${to}%`, "--rest": `${part(rest)}%` }}
        onInput={(event) => onChange(Number(event.currentTarget.value))}
        onDblClick={() => onChange(rest)}
      />
    </div>
  );
}
