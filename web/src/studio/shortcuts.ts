// Keys, and the words for them that the help sheet shows: one list for both.

import { signal } from "@preact/signals";

import { resetLook } from "../controls/look_panel";
import { current, currentJob, remove, step, stepVersion } from "../state/jobs";
import { route } from "../state/route";
import { holding } from "../viewer/split";
import { arrange, zoomBy, zoomTo } from "../viewer/stage";
import { pickFiles } from "../film/intake";
import { saving } from "./studio_page";

export const helpShown = signal(false);

interface Shortcut {
  keys: readonly string[];
  shown: string;
  does: string;
  run(): void;
}

const withJob = (run: (job: NonNullable<typeof currentJob.value>) => void) => (): void => {
  const job = currentJob.peek();
  if (job) run(job);
};

export const shortcuts: readonly Shortcut[] = [
  { keys: ["o"], shown: "O", does: "Open photographs", run: pickFiles },
  { keys: ["ArrowLeft"], shown: "←", does: "Photograph before", run: () => step(-1) },
  { keys: ["ArrowRight"], shown: "→", does: "Next photograph", run: () => step(1) },
  { keys: ["["], shown: "[", does: "Version before", run: () => stepVersion(-1) },
  { keys: ["]"], shown: "]", does: "Next version", run: () => stepVersion(1) },
  { keys: ["s"], shown: "S", does: "Before and after with a line", run: () => arrange("slider") },
  { keys: ["c"], shown: "C", does: "Compare side by side", run: () => arrange("side") },
  {
    keys: ["b"],
    shown: "B",
    does: "Hold to see it as it was",
    run: () => void (holding.value = true),
  },
  { keys: ["+", "="], shown: "+", does: "Larger", run: () => zoomBy(1.5) },
  { keys: ["-"], shown: "−", does: "Smaller", run: () => zoomBy(1 / 1.5) },
  { keys: ["0"], shown: "0", does: "Whole picture", run: () => zoomTo(null) },
  { keys: ["1"], shown: "1", does: "One to one", run: () => zoomTo(1) },
  { keys: ["r"], shown: "R", does: "Reset the colour", run: withJob(resetLook) },
  {
    keys: ["w"],
    shown: "W",
    does: "Save",
    run: withJob((job) => void (saving.value = job.state === "done")),
  },
  {
    keys: ["Delete"],
    shown: "Del",
    does: "Remove the photograph",
    run: () => {
      const photo = current.peek();
      if (photo) remove(photo.jobs, photo.name);
    },
  },
  { keys: ["?"], shown: "?", does: "This list", run: () => void (helpShown.value = true) },
];

function isForOthers(event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return true;
  if (document.querySelector("dialog[open]")) return true;
  const target = event.target as Element;
  const takesArrows = target.matches?.("input, select, textarea, [role=slider]");
  return (
    Boolean(takesArrows) &&
    (event.key.startsWith("Arrow") || !target.matches("input[type=range], [role=slider]"))
  );
}

export function listenForKeys(): void {
  addEventListener("keydown", (event) => {
    if (isForOthers(event)) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if (route.peek().page !== "studio" && key !== "?") return;
    const shortcut = shortcuts.find(({ keys }) => keys.includes(key));
    if (!shortcut) return;
    event.preventDefault();
    shortcut.run();
  });
  const release = (): void => void (holding.value = false);
  addEventListener("keyup", release);
  addEventListener("blur", release);
}
