// What the server offers, asked for once: models, and options with their ranges and help.

import { computed, signal } from "@preact/signals";

import { getModels, getOptions } from "../api/client";
import type { Job, Model, OptionDescription } from "../api/types";
import { lookNames, neutralLook, type Look, type LookName } from "../color/look";

export const models = signal<Model[]>([]);
export const options = signal<OptionDescription[]>([]);

export async function loadCatalog(): Promise<void> {
  [models.value, options.value] = await Promise.all([getModels(), getOptions()]);
}

export const modelNamed = (name: string): Model | undefined =>
  models.value.find((model) => model.name === name);

/** Another name for people than that of its file, where there is one. */
export const titleOf = (model: string): string => modelNamed(model)?.title ?? model;

/** What tells a version from the others of its photograph: model, and seed where it has one. */
export function versionName({ options: { model, seed } }: Job): string {
  return seed > 0 ? `${titleOf(model)} · ${seed}` : titleOf(model);
}

export const optionNamed = (name: string): OptionDescription | undefined =>
  options.value.find((option) => option.name === name);

/** The look of a photograph that nobody touched, as the server has it. */
export const defaultLook = computed<Look>(() => {
  const look = { ...neutralLook };
  for (const name of lookNames) {
    const value = optionNamed(name)?.default;
    if (typeof value === "number") look[name] = value;
  }
  return look;
});

/** The look options that the server has and the Studio knows how to draw, in the server's order. */
export const lookOptions = computed(() =>
  options.value.filter(
    (option): option is OptionDescription & { name: LookName } =>
      option.group === "look" && (lookNames as readonly string[]).includes(option.name),
  ),
);
