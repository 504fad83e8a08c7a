// All photographs in the order in which they came, and those that are still coming.

import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";

import { originalUrl, previewUrl } from "../api/client";
import type { Job } from "../api/types";
import { lookOf } from "../color/look";
import { cancel, chosenJob, current, photos, remove, retry, show } from "../state/jobs";
import { isOpen, progressOf, type Photo } from "../state/photos";
import { giveUp, tryAgain, uploads, type Upload } from "../state/uploads";
import { pickFiles } from "./intake";
import { percentText } from "../ui/format";
import { Icon } from "../ui/icons";
import { IconButton } from "../ui/icon_button";
import { StorageDialog } from "./storage_dialog";

const thumbnailPx = 240;

export function FilmStrip() {
  const storageShown = useSignal(false);
  return (
    <nav class="film" aria-label="Photographs">
      <ul class="film-list">
        {photos.value.map((photo) => (
          <Frame key={photo.id} photo={photo} />
        ))}
        {uploads.value.map((upload) => (
          <Arriving key={upload.id} upload={upload} />
        ))}
      </ul>
      <button type="button" class="film-add" onClick={pickFiles}>
        <Icon name="add" />
        <span>Open</span>
      </button>
      <IconButton
        icon="more"
        class="film-more"
        label="Kept work"
        onClick={() => (storageShown.value = true)}
      />
      {storageShown.value && <StorageDialog onClose={() => (storageShown.value = false)} />}
    </nav>
  );
}

function Frame({ photo }: { photo: Photo }) {
  const frame = useRef<HTMLLIElement>(null);
  const chosen = current.value?.id === photo.id;
  const job = chosenJob(photo);
  useEffect(() => {
    if (chosen) frame.current!.scrollIntoView({ block: "nearest", inline: "center" });
  }, [chosen]);
  const source =
    job.state === "done"
      ? previewUrl(job.id, thumbnailPx, lookOf(job.options))
      : originalUrl(job.id, thumbnailPx);
  const progress = progressOf(photo);
  return (
    <li ref={frame} class={`frame ${job.state}`}>
      <button
        type="button"
        class="frame-picture"
        aria-current={chosen}
        aria-label={`${photo.name}${stateWords(job)}`}
        title={photo.name}
        onClick={() => show(job)}
      >
        <img src={source} alt="" width="96" height="72" decoding="async" />
        {job.state === "failed" && <Icon name="warning" />}
      </button>
      {progress !== null && <Progress part={progress} label={photo.name} />}
      <FrameActions photo={photo} job={job} />
    </li>
  );
}

function FrameActions({ photo, job }: { photo: Photo; job: Job }) {
  return (
    <span class="frame-actions">
      {(job.state === "failed" || job.state === "cancelled") && (
        <IconButton
          icon="retry"
          label={`Try ${photo.name} again`}
          onClick={() => void retry(job)}
        />
      )}
      {isOpen(job) ? (
        <IconButton icon="close" label={`Cancel ${photo.name}`} onClick={() => void cancel(job)} />
      ) : (
        <IconButton
          icon="close"
          label={`Remove ${photo.name}`}
          onClick={() => remove(photo.jobs, photo.name)}
        />
      )}
    </span>
  );
}

function stateWords(job: Job): string {
  if (job.state === "done") return ", in colour";
  if (job.state === "running") return `, developing, ${percentText(job.progress)}`;
  return `, ${job.state}`;
}

function Arriving({ upload }: { upload: Upload }) {
  const { id, file, state, error } = upload;
  return (
    <li class={`frame arriving ${state}`}>
      <span class="frame-picture" title={error ?? file.name}>
        <img
          src={upload.thumbnail}
          alt=""
          width="96"
          height="72"
          onError={(event) => (event.currentTarget.hidden = true)}
        />
        {state === "failed" && <Icon name="warning" />}
        {state === "patient" && <span class="frame-note">queue full · {upload.retryIn} s</span>}
        {state === "waiting" && <span class="frame-note">waiting</span>}
      </span>
      {state === "sending" && <Progress part={upload.progress} label={`Sending ${file.name}`} />}
      <span class="frame-actions">
        {state === "failed" && (
          <IconButton icon="retry" label={`Send ${file.name} again`} onClick={() => tryAgain(id)} />
        )}
        <IconButton
          icon="close"
          label={state === "failed" ? `Dismiss ${file.name}` : `Cancel ${file.name}`}
          onClick={() => giveUp(id)}
        />
      </span>
    </li>
  );
}

function Progress({ part, label }: { part: number; label: string }) {
  return (
    <span
      class="progress"
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(part * 100)}
    >
      <span class="progress-done" style={{ transform: `scaleX(${Math.max(part, 0.02)})` }} />
    </span>
  );
}
