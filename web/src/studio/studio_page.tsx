// The Studio: stage, side panel, film strip.

import { computed, signal } from "@preact/signals";

import { LookPanel } from "../controls/look_panel";
import { FilmStrip } from "../film/film_strip";
import { SaveDialog } from "../save/save_dialog";
import { current, currentJob, photos } from "../state/jobs";
import { uploads } from "../state/uploads";
import { connection } from "../state/connection";
import { Icon } from "../ui/icons";
import { bytesText } from "../ui/format";
import { VersionsPanel } from "../versions/versions_panel";
import { Viewer } from "../viewer/viewer";
import { ArrivalTroubles } from "./arrival_troubles";
import { hovering } from "../film/intake";
import { Welcome } from "./welcome";

export const saving = signal(false);

const empty = computed(() => photos.value.length === 0 && uploads.value.length === 0);

export function StudioPage() {
  if (connection.value === "opening") return <div class="opening" aria-busy="true" />;
  if (empty.value) return <Welcome />;
  return (
    <div class="studio">
      <Viewer />
      <Panel />
      <ArrivalTroubles />
      <FilmStrip />
      {hovering.value && (
        <div class="drop-veil" aria-hidden="true">
          <p>Let go to bring them into colour</p>
        </div>
      )}
      {saving.value && currentJob.value && (
        <SaveDialog job={currentJob.value} onClose={() => (saving.value = false)} />
      )}
    </div>
  );
}

function Panel() {
  const photo = current.value;
  const job = currentJob.value;
  if (!photo || !job) return <aside class="panel" aria-label="Adjust" />;
  const facts = [
    job.width > 0 ? `${job.width} × ${job.height}` : "",
    job.bits > 8 ? `${job.bits} bit` : "",
    job.bytes > 0 ? bytesText(job.bytes) : "",
  ].filter(Boolean);
  return (
    <aside class="panel" aria-label="Adjust">
      <header class="panel-head">
        <h1 title={photo.name}>{photo.name}</h1>
        <p>{facts.join(" · ")}</p>
      </header>
      <LookPanel job={job} />
      <VersionsPanel photo={photo} job={job} />
      {job.warnings.length > 0 && (
        <ul class="warnings" aria-label="Remarks">
          {job.warnings.map((warning) => (
            <li key={warning}>{warning}</li>
          ))}
        </ul>
      )}
      <footer class="panel-foot">
        <button
          type="button"
          class="button primary"
          disabled={job.state !== "done"}
          onClick={() => (saving.value = true)}
        >
          <Icon name="save" />
          Save…
        </button>
      </footer>
    </aside>
  );
}
