// Suggestions for the photograph: what other models make of it, and other takes of those that vary.

import { useSignal } from "@preact/signals";

import { originalUrl, previewUrl } from "../api/client";
import type { Job, Model } from "../api/types";
import { lookOf } from "../color/look";
import { modelNamed, models, titleOf, versionName } from "../state/catalog";
import { colorAgain, remove, show } from "../state/jobs";
import { currentLook } from "../state/looks";
import { isOpen, nextSeed, type Photo } from "../state/photos";
import { Icon } from "../ui/icons";
import { IconButton } from "../ui/icon_button";
import { arrangement, compared, toggleCompared } from "../viewer/stage";

const thumbnailPx = 240;

export function VersionsPanel({ photo, job }: { photo: Photo; job: Job }) {
  const untried = models.value.filter(
    (model) => !photo.jobs.some((one) => one.options.model === model.name),
  );
  const varying = modelNamed(job.options.model)?.varies ? job.options.model : null;
  return (
    <section class="panel-section" aria-labelledby="versions-title">
      <header class="section-head">
        <h2 id="versions-title">Versions</h2>
        {arrangement.value === "side" && <p>Tick up to three to compare</p>}
      </header>
      <ul class="versions">
        {photo.jobs.map((version) => (
          <Version
            key={version.id}
            version={version}
            chosen={version.id === job.id}
            alone={photo.jobs.length === 1}
          />
        ))}
        {varying && (
          <Suggestion
            photo={photo}
            job={job}
            model={varying}
            title="Another take"
            seed={nextSeed(photo, varying)}
          />
        )}
        {untried.map((model: Model) => (
          <Suggestion
            key={model.name}
            photo={photo}
            job={job}
            model={model.name}
            title={model.title}
            seed={0}
          />
        ))}
      </ul>
    </section>
  );
}

function Version({ version, chosen, alone }: { version: Job; chosen: boolean; alone: boolean }) {
  const name = versionName(version);
  const side = arrangement.value === "side";
  const isCompared = compared.value.some((job) => job.id === version.id);
  const source =
    version.state === "done"
      ? previewUrl(version.id, thumbnailPx, lookOf(version.options))
      : originalUrl(version.id, thumbnailPx);
  return (
    <li class="version">
      <button
        type="button"
        class="version-choice"
        aria-pressed={chosen}
        aria-label={`${name}${stateWords(version)}`}
        onClick={() => show(version)}
      >
        <img src={source} alt="" width="120" height="84" decoding="async" />
        {isOpen(version) && <span class="developing small" aria-hidden="true" />}
        {version.state === "failed" && <Icon name="warning" />}
        <span class="version-name">{name}</span>
      </button>
      {side && version.state === "done" && (
        <label class="version-compare">
          <input
            type="checkbox"
            checked={isCompared}
            disabled={isCompared && compared.value.length === 1}
            aria-label={`Compare ${name}`}
            title="Show it side by side"
            onChange={() => toggleCompared(version)}
          />
        </label>
      )}
      {!alone && (
        <IconButton
          icon="close"
          class="version-remove"
          label={`Remove ${name}`}
          onClick={() => remove([version], name)}
        />
      )}
    </li>
  );
}

function stateWords(job: Job): string {
  if (job.state === "done") return "";
  return job.state === "running" ? ", developing" : `, ${job.state}`;
}

interface SuggestionProps {
  photo: Photo;
  job: Job;
  model: string;
  title: string;
  seed: number;
}

function Suggestion({ photo, job, model, title, seed }: SuggestionProps) {
  const asked = useSignal(false);
  const ask = async (): Promise<void> => {
    asked.value = true;
    const next = await colorAgain(photo, { model, seed, ...currentLook(job) });
    asked.value = false;
    if (next) show(next);
  };
  return (
    <li class="version">
      <button
        type="button"
        class="version-choice untried"
        disabled={asked.value}
        aria-label={seed > 0 ? `Another take of ${titleOf(model)}` : `Try ${title}`}
        onClick={() => void ask()}
      >
        <img
          src={originalUrl(photo.jobs[0].id, thumbnailPx)}
          alt=""
          width="120"
          height="84"
          decoding="async"
        />
        <Icon name="add" />
        <span class="version-name">{title}</span>
      </button>
    </li>
  );
}
