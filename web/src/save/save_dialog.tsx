// Saving: the full picture, freshly written by the server in the chosen format, one or all.

import { useSignal } from "@preact/signals";

import { fetchArchive, fetchResult, type SavedFile } from "../api/client";
import type { Job } from "../api/types";
import { optionNamed } from "../state/catalog";
import { finished } from "../state/jobs";
import { currentLook, settleLooks } from "../state/looks";
import { speak } from "../state/notices";
import { saveFormat, saveQuality } from "../state/settings";
import { Dialog } from "../ui/dialog";
import { Segments } from "../ui/segments";

const names: Record<string, string> = {
  jpeg: "JPEG",
  png: "PNG",
  tiff: "TIFF",
  webp: "WebP",
  avif: "AVIF",
  heic: "HEIC",
  jxl: "JPEG XL",
  gif: "GIF",
  ppm: "PPM",
};

const hints: Record<string, string> = {
  jpeg: "For sharing; small.",
  png: "Lossless; keeps 16 bits.",
  tiff: "Lossless; for archives and print.",
  webp: "Small, for the web.",
  avif: "Smallest; not for every program.",
  heic: "Small; not for every program.",
  jxl: "Small; not for every program yet.",
};

const lossless: readonly string[] = ["png", "tiff", "gif", "ppm"];

function hand(file: SavedFile): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file.bytes);
  link.download = file.name;
  link.click();
  // The browser reads the address a moment later.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

function defaultFormat(job: Job, choices: readonly string[]): string {
  if (choices.includes(saveFormat.value)) return saveFormat.value;
  return choices.includes(job.format) ? job.format : (choices[0] ?? "jpeg");
}

export function SaveDialog({ job, onClose }: { job: Job; onClose(): void }) {
  const choices = optionNamed("format")?.choices?.filter((name) => name !== "") ?? [
    "jpeg",
    "png",
    "tiff",
    "webp",
  ];
  const quality = optionNamed("quality");
  const format = defaultFormat(job, choices);
  const chosenQuality = Number(saveQuality.value) || (quality?.default as number) || 90;
  const all = useSignal("one");
  const busy = useSignal(false);
  const error = useSignal<string | null>(null);
  const count = finished.value.length;

  const save = async (event: Event): Promise<void> => {
    event.preventDefault();
    busy.value = true;
    error.value = null;
    const output = { format, quality: chosenQuality };
    try {
      await settleLooks();
      const file =
        all.value === "all"
          ? await fetchArchive(
              finished.value.map(({ id }) => id),
              output,
            )
          : await fetchResult(job, currentLook(job), output);
      hand(file);
      speak(`${file.name} is saved.`);
      onClose();
    } catch (reason) {
      error.value = reason instanceof Error ? reason.message : String(reason);
    } finally {
      busy.value = false;
    }
  };

  return (
    <Dialog title="Save" onClose={onClose} class="save">
      <form onSubmit={(event) => void save(event)}>
        {count > 1 && (
          <Segments
            name="scope"
            label="What to save"
            value={all.value}
            choices={[
              { value: "one", label: "This photograph" },
              { value: "all", label: `All ${count}, as a zip` },
            ]}
            onChange={(value) => (all.value = value)}
          />
        )}
        <div class="field">
          <span class="field-label">Format</span>
          <Segments
            name="format"
            label="Format"
            value={format}
            choices={choices.map((name) => ({
              value: name,
              label: names[name] ?? name.toUpperCase(),
            }))}
            onChange={(value) => (saveFormat.value = value)}
          />
          <p class="hint">{hints[format] ?? ""}</p>
        </div>
        <div class={lossless.includes(format) ? "field unused" : "field"}>
          <label class="field-label" for="quality">
            Quality <output>{lossless.includes(format) ? "lossless" : chosenQuality}</output>
          </label>
          <input
            id="quality"
            type="range"
            min={quality?.min ?? 1}
            max={quality?.max ?? 100}
            value={chosenQuality}
            disabled={lossless.includes(format)}
            style={{ "--from": "0%", "--to": `${chosenQuality}%` }}
            onInput={(event) => (saveQuality.value = event.currentTarget.value)}
          />
        </div>
        <p class="hint">
          Full size{job.width > 0 ? `, ${job.width} × ${job.height} pixels` : ""}, with the
          photograph’s metadata. The original stays as it is.
        </p>
        {error.value && (
          <p class="error" role="alert">
            {error.value}
          </p>
        )}
        <div class="dialog-foot">
          <button type="submit" class="button primary" disabled={busy.value}>
            {busy.value ? "Writing…" : "Save"}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
