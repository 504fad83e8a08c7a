// The stage: the picture, alone with the line or beside others, and what is going on with it.

import { useSignal, useSignalEffect } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";

import type { Job } from "../api/types";
import { versionName } from "../state/catalog";
import { cancel, current, currentJob, retry, show } from "../state/jobs";
import { isOpen, type Photo } from "../state/photos";
import { percentText } from "../ui/format";
import { Icon } from "../ui/icons";
import { bestColumns } from "./arrangement";
import { Gestures } from "./gestures";
import { Pane } from "./pane";
import { labOf, originalOf } from "./pictures";
import { SplitHandle } from "./split_handle";
import { reveal } from "./split";
import { arrangement, compared, coverageOfPane, pictureSize } from "./stage";
import { Toolbar } from "./toolbar";

const paneGapPx = 2;

export function Viewer() {
  const stage = useRef<HTMLElement>(null);
  useEffect(() => {
    const gestures = new Gestures(stage.current!);
    return () => gestures.dispose();
  }, []);
  useReveal();
  const photo = current.value;
  const job = currentJob.value;
  if (!photo || !job) return <section ref={stage} class="stage" aria-label="Photograph" />;
  const side = arrangement.value === "side" && compared.value.length > 0;
  return (
    <section ref={stage} class="stage" aria-label={`Photograph ${photo.name}`}>
      {side ? <SideBySide photo={photo} chosen={job} /> : <OnePane photo={photo} job={job} />}
      <Status photo={photo} job={job} />
      <Toolbar />
    </section>
  );
}

/** Uncovers a job's colour once, if its coming was waited for. */
function useReveal(): void {
  const awaited = useSignal("");
  useSignalEffect(() => {
    const job = currentJob.value;
    if (!job) return;
    if (isOpen(job)) awaited.value = job.id;
    else if (job.state === "done" && awaited.value === job.id && labOf(job).value.bitmap) {
      awaited.value = "";
      reveal();
    }
  });
}

function OnePane({ photo, job }: { photo: Photo; job: Job }) {
  const done = job.state === "done";
  return (
    <div class="panes">
      <Pane
        photo={photo}
        job={job}
        side={done ? "both" : "before"}
        label={done ? `${photo.name}, as it was and in colour` : photo.name}
      />
      {done && <SplitHandle />}
      {done && <SplitLabels />}
    </div>
  );
}

function SplitLabels() {
  const seen = coverageOfPane();
  if (!seen) return null;
  const style = {
    left: `${seen.x / devicePixelRatio}px`,
    top: `${seen.y / devicePixelRatio}px`,
    width: `${seen.width / devicePixelRatio}px`,
  };
  return (
    <div class="split-labels" style={style} aria-hidden="true">
      <span>Before</span>
      <span>After</span>
    </div>
  );
}

/** The lower left corner of the picture in its pane. */
function captionPlace(): { left: string; top: string } | undefined {
  const seen = coverageOfPane();
  return seen
    ? {
        left: `${seen.x / devicePixelRatio}px`,
        top: `${(seen.y + seen.height) / devicePixelRatio}px`,
      }
    : undefined;
}

function SideBySide({ photo, chosen }: { photo: Photo; chosen: Job }) {
  const stage = useRef<HTMLDivElement>(null);
  const columns = useSignal(2);
  const count = compared.value.length + 1;
  useSignalEffect(() => {
    const picture = pictureSize.value;
    const panes = compared.value.length + 1;
    const box = stage.current;
    if (picture && box)
      columns.value = bestColumns(
        panes,
        picture,
        { width: box.clientWidth, height: box.clientHeight },
        paneGapPx,
      );
  });
  const rows = Math.ceil(count / columns.value);
  const caption = captionPlace();
  const style = {
    gridTemplateColumns: `repeat(${columns.value}, 1fr)`,
    gridTemplateRows: `repeat(${rows}, 1fr)`,
  };
  return (
    <div ref={stage} class="panes side" style={style}>
      <figure class="compared">
        <Pane photo={photo} job={null} side="before" label={`${photo.name}, as it was`} />
        <figcaption style={caption}>As it was</figcaption>
      </figure>
      {compared.value.map((job) => (
        <figure key={job.id} class="compared">
          <Pane
            photo={photo}
            job={job}
            side="after"
            label={`${photo.name} by ${versionName(job)}`}
          />
          <figcaption style={caption}>
            <button type="button" aria-pressed={job.id === chosen.id} onClick={() => show(job)}>
              {versionName(job)}
            </button>
          </figcaption>
        </figure>
      ))}
    </div>
  );
}

function Status({ photo, job }: { photo: Photo; job: Job }) {
  const trouble = job.state === "done" ? labOf(job).value.error : originalOf(photo).value.error;
  if (job.state === "failed") {
    return (
      <div class="status bad" role="alert">
        <Icon name="warning" />
        <p>{job.error?.detail || job.error?.title || "This photograph could not be coloured."}</p>
        <button type="button" class="button" onClick={() => void retry(job)}>
          Try again
        </button>
      </div>
    );
  }
  if (job.state === "cancelled") {
    return (
      <div class="status">
        <p>Cancelled.</p>
        <button type="button" class="button" onClick={() => void retry(job)}>
          Colour it after all
        </button>
      </div>
    );
  }
  if (isOpen(job)) {
    return (
      <div class="status">
        <span class="developing" aria-hidden="true" />
        <p>{waitingText(job)}</p>
        <button type="button" class="button quiet" onClick={() => void cancel(job)}>
          Cancel
        </button>
      </div>
    );
  }
  if (trouble)
    return (
      <div class="status bad" role="alert">
        <Icon name="warning" />
        <p>{trouble}</p>
      </div>
    );
  return null;
}

function waitingText(job: Job): string {
  if (job.state === "running") return `Developing… ${percentText(job.progress)}`;
  if (job.position <= 0) return "Next in line";
  return job.position === 1
    ? "One picture is before this one"
    : `${job.position} pictures are before this one`;
}
