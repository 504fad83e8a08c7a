// The ways in: dropping, pasting, picking.

import { signal } from "@preact/signals";

import { speak } from "../state/notices";
import { go, route } from "../state/route";
import { takeIn } from "../state/uploads";

/** Whether files hang over the page. */
export const hovering = signal(false);

let picker: HTMLInputElement | undefined;

export function pickFiles(): void {
  picker ??= madePicker();
  picker.value = "";
  picker.click();
}

function madePicker(): HTMLInputElement {
  const input = document.createElement("input");
  input.type = "file";
  input.multiple = true;
  input.accept = "image/*,.tif,.tiff,.heic,.heif,.avif,.jxl,.ppm,.pgm";
  input.addEventListener("change", () => accept(input.files ?? []));
  return input;
}

function accept(files: Iterable<File>): void {
  const all = [...files];
  if (all.length === 0) {
    speak("There was no picture in it.");
    return;
  }
  if (route.peek().page !== "studio") go("studio");
  takeIn(all);
}

const carriesFiles = (event: DragEvent): boolean =>
  event.dataTransfer?.types.includes("Files") ?? false;

export function listenForFiles(): void {
  let depth = 0;
  addEventListener("dragenter", (event) => {
    if (carriesFiles(event)) hovering.value = ++depth > 0;
  });
  addEventListener("dragleave", (event) => {
    if (carriesFiles(event)) hovering.value = --depth > 0;
  });
  addEventListener("dragover", (event) => {
    if (carriesFiles(event)) event.preventDefault();
  });
  addEventListener("drop", (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    depth = 0;
    hovering.value = false;
    accept(event.dataTransfer?.files ?? []);
  });
  addEventListener("paste", (event) => {
    const files = event.clipboardData?.files;
    if (files && files.length > 0) accept(files);
  });
}
