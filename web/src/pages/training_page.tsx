// Trainings: a list of runs, and one of them live.

import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";

import { getRun, getRuns, runEventsUrl } from "../api/client";
import type { Run, RunSummary } from "../api/types";
import { hrefOf, route } from "../state/route";
import { dateText } from "../ui/format";
import { Asked } from "./asked";
import { CurvePlot } from "./curve_plot";
import { plotsOf } from "./curves";

const sampleStripsShown = 12;

export function TrainingPage() {
  return (
    <main class="page">
      <header class="page-head">
        <h1>Training</h1>
        <p>Networks that are learning, and those that have learned.</p>
      </header>
      <Asked ask={getRuns}>
        {(runs) => (runs.length === 0 ? <NoRuns /> : <Runs runs={runs} />)}
      </Asked>
    </main>
  );
}

function NoRuns() {
  return (
    <div class="page-note">
      <p>
        No runs yet. Start the server with <code>--runs DIR</code> and train into that folder with{" "}
        <code>autochrome train … --out DIR/NAME</code>.
      </p>
    </div>
  );
}

function Runs({ runs }: { runs: RunSummary[] }) {
  const chosen = runs.find((run) => run.name === route.value.item) ?? runs[0]!;
  return (
    <div class="training">
      <nav aria-label="Runs">
        <ul class="runs">
          {runs.map((run) => (
            <li key={run.name}>
              <a
                href={hrefOf("training", run.name)}
                aria-current={run.name === chosen.name ? "page" : undefined}
              >
                <span class={`run-state ${run.state}`} aria-hidden="true" />
                <b>{run.name}</b>
                <span>
                  {run.state === "running" ? "Running" : "Ended"} · epoch {run.epoch}
                  {run.epochs > 0 && ` of ${run.epochs}`}
                </span>
                <time dateTime={run.updated}>{dateText(run.updated)}</time>
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <RunView key={chosen.name} name={chosen.name} />
    </div>
  );
}

function RunView({ name }: { name: string }) {
  const run = useSignal<Run | null>(null);
  const error = useSignal<string | null>(null);
  useEffect(() => {
    const load = (): void =>
      void getRun(name).then(
        (value) => (run.value = value),
        (reason: Error) => (error.value = reason.message),
      );
    load();
    const source = new EventSource(runEventsUrl(name));
    source.addEventListener("run", load);
    return () => source.close();
  }, [name]);
  if (error.value)
    return (
      <div class="page-note" role="alert">
        <p>{error.value}</p>
      </div>
    );
  if (!run.value) return <div class="page-note" aria-busy="true" aria-label="Loading" />;
  return <RunFigures name={name} run={run.value} />;
}

function RunFigures({ name, run }: { name: string; run: Run }) {
  if (run.epochs.length === 0)
    return (
      <div class="page-note">
        <p>The first epoch is not over yet.</p>
      </div>
    );
  const samples = run.samples.slice(-sampleStripsShown).reverse();
  return (
    <div class="run">
      {plotsOf(run.epochs).map((plot) => (
        <CurvePlot key={plot.title} rows={run.epochs} plot={plot} />
      ))}
      {samples.length > 0 && (
        <section class="card samples" aria-label="Sample pictures">
          <h2>What it makes of the same pictures</h2>
          {samples.map((url) => (
            <img key={url} src={url} alt={`Sample pictures, ${sampleWords(url)}`} loading="lazy" />
          ))}
        </section>
      )}
      <details class="card config">
        <summary>How {name} is trained</summary>
        <pre tabIndex={0}>{JSON.stringify(run.config, null, 2)}</pre>
      </details>
    </div>
  );
}

/** "…/samples/epoch-003.png" → "epoch-003". */
const sampleWords = (url: string): string =>
  url
    .split("/")
    .at(-1)
    ?.replace(/\.\w+$/, "") ?? "";
