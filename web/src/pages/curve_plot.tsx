// One plot of a run, as SVG.

import type { EpochRow } from "../api/types";
import { numberText } from "../ui/format";
import { pathOf, rangeOf, ticks, type Plot } from "./curves";
import { readable } from "./scores";

const width = 440;
const height = 230;
const inset = { left: 58, right: 14, top: 14, bottom: 30 };

export function CurvePlot({ rows, plot }: { rows: readonly EpochRow[]; plot: Plot }) {
  const epochs = rows.map((row) => row.epoch ?? 0);
  const first = Math.min(...epochs);
  const last = Math.max(...epochs, first + 1);
  const range = rangeOf(rows, plot.columns);
  const x = (epoch: number): number =>
    inset.left + ((epoch - first) / (last - first)) * (width - inset.left - inset.right);
  const y = (value: number): number =>
    height -
    inset.bottom -
    ((value - range.from) / (range.to - range.from)) * (height - inset.top - inset.bottom);
  const latest = (column: string): string =>
    numberText(rows.findLast((row) => Number.isFinite(row[column]))?.[column] ?? NaN);
  const summary = plot.columns
    .map((column) => `${readable(column)}, last ${latest(column)}`)
    .join("; ");
  return (
    <figure class="card plot">
      <figcaption>
        <h2>{plot.title}</h2>
        <ul class="legend">
          {plot.columns.map((column, k) => (
            <li key={column} class={`curve-${k}`}>
              {readable(column)} <b>{latest(column)}</b>
            </li>
          ))}
        </ul>
      </figcaption>
      <svg
        viewBox={`0 0 ${width} ${height}`}
        role="img"
        aria-label={`${plot.title} by epoch: ${summary}`}
      >
        {ticks(range, 4).map((value) => (
          <g key={value} class="tick">
            <line x1={inset.left} x2={width - inset.right} y1={y(value)} y2={y(value)} />
            <text x={inset.left - 8} y={y(value) + 4} text-anchor="end">
              {numberText(value)}
            </text>
          </g>
        ))}
        {ticks({ from: first, to: last }, 8)
          .filter(Number.isInteger)
          .map((epoch) => (
            <text key={epoch} class="tick-epoch" x={x(epoch)} y={height - 8} text-anchor="middle">
              {epoch}
            </text>
          ))}
        {plot.columns.map((column, k) => (
          <g key={column} class={`curve curve-${k}`}>
            <path d={pathOf(rows, column, x, y)} />
            {rows.map(
              (row) =>
                Number.isFinite(row[column]) && (
                  <circle key={row.epoch} cx={x(row.epoch!)} cy={y(row[column]!)} r="2.6">
                    <title>{`Epoch ${row.epoch}: ${numberText(row[column]!)}`}</title>
                  </circle>
                ),
            )}
          </g>
        ))}
      </svg>
    </figure>
  );
}
