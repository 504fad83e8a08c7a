// What each model is, what it costs and how it scores.

import type { Model } from "../api/types";
import { models } from "../state/catalog";
import { preferredModel } from "../state/settings";
import { bytesText, countText, numberText } from "../ui/format";
import { scoreLines } from "./scores";

export function ModelsPage() {
  return (
    <main class="page">
      <header class="page-head">
        <h1>Models</h1>
        <p>
          Networks of different make, each with its own idea of colour. Choose the one that new
          photographs get first.
        </p>
      </header>
      <div class="cards">
        {models.value.map((model) => (
          <ModelCard key={model.name} model={model} />
        ))}
      </div>
    </main>
  );
}

function isPreferred(model: Model): boolean {
  const known = models.value.some(({ name }) => name === preferredModel.value);
  return known ? model.name === preferredModel.value : Boolean(model.default);
}

function ModelCard({ model }: { model: Model }) {
  const chosen = isPreferred(model);
  const scores = scoreLines(model.scores ?? {});
  return (
    <article class={chosen ? "card model chosen" : "card model"}>
      <h2>{model.title}</h2>
      <p class="card-words">{model.summary}</p>
      <dl class="facts">
        <Fact name="Parameters" value={countText(model.parameters)} />
        <Fact name="File" value={bytesText(model.bytes)} />
        <Fact name="Sees" value={`${model.size} pixels`} />
        {model.varies && <Fact name="Takes" value="vary with the seed" />}
        {scores.map(({ name, value }) => (
          <Fact key={name} name={name} value={numberText(value)} />
        ))}
      </dl>
      <button
        type="button"
        class={chosen ? "button" : "button quiet"}
        aria-pressed={chosen}
        onClick={() => (preferredModel.value = model.default ? "" : model.name)}
      >
        {chosen ? "First for new photographs" : "Use first"}
      </button>
    </article>
  );
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}
