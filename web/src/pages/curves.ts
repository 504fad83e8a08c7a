// Loss curves as geometry: which columns of a run's metrics share a plot, and where its points lie.

import type { EpochRow } from "../api/types";

export interface Plot {
  title: string;
  columns: string[];
}

const plots: readonly Plot[] = [
  { title: "Loss", columns: ["train_loss", "validation_loss"] },
  { title: "Error of a and b, squared Lab units", columns: ["validation_ab_mse", "gray_ab_mse"] },
  { title: "Adversarial losses", columns: ["train_adversarial_loss", "train_discriminator_loss"] },
  { title: "The discriminator’s scores", columns: ["train_real_score", "train_fake_score"] },
  { title: "Accuracy", columns: ["train_accuracy", "validation_accuracy"] },
];

/** The plots for which the rows have numbers. */
export function plotsOf(rows: readonly EpochRow[]): Plot[] {
  const has = (column: string): boolean => rows.some((row) => Number.isFinite(row[column]));
  return plots
    .map((plot) => ({ ...plot, columns: plot.columns.filter(has) }))
    .filter((plot) => plot.columns.length > 0);
}

export interface Scale {
  from: number;
  to: number;
}

/** Round numbers at equal steps that cover from..to, about `count` of them. */
export function ticks({ from, to }: Scale, count: number): number[] {
  if (!(to > from)) return [from];
  const raw = (to - from) / Math.max(1, count);
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map((unit) => unit * power).find((unit) => unit >= raw) ?? raw;
  const all: number[] = [];
  for (let k = Math.ceil(from / step - 1e-9); k * step <= to + step * 1e-9; ++k)
    all.push(Number((k * step).toPrecision(12)));
  return all;
}

/** Least and largest of some columns, with a little room. */
export function rangeOf(rows: readonly EpochRow[], columns: readonly string[]): Scale {
  const values = rows
    .flatMap((row) => columns.map((column) => row[column]))
    .filter((v): v is number => Number.isFinite(v));
  const least = Math.min(...values);
  const most = Math.max(...values);
  const room = most > least ? (most - least) * 0.08 : Math.abs(most) * 0.1 || 1;
  return { from: least - room, to: most + room };
}

/** An SVG path through the rows that have the column; a gap where a row has not. */
export function pathOf(
  rows: readonly EpochRow[],
  column: string,
  x: (epoch: number) => number,
  y: (value: number) => number,
): string {
  let pen = "M";
  let path = "";
  for (const row of rows) {
    const value = row[column];
    if (value === undefined || !Number.isFinite(value) || row.epoch === undefined) {
      pen = "M";
      continue;
    }
    path += `${pen}${x(row.epoch).toFixed(1)} ${y(value).toFixed(1)}`;
    pen = "L";
  }
  return path;
}
