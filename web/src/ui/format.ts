// Numbers as people read them.

const plain = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });

function upTo(digits: number): Intl.NumberFormat {
  return new Intl.NumberFormat("en", { maximumSignificantDigits: digits });
}

export function bytesText(bytes: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  const power = bytes < 1000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  return `${upTo(3).format(bytes / 1000 ** power)} ${units[power]}`;
}

export function countText(count: number): string {
  if (count >= 1e6) return `${upTo(3).format(count / 1e6)} million`;
  return plain.format(count);
}

export function percentText(part: number): string {
  return `${Math.round(part * 100)} %`;
}

/** A scale or zoom: 100 %, 33 %, 6.3 %. */
export function scaleText(scale: number): string {
  return scale < 0.1 ? `${(scale * 100).toFixed(1)} %` : percentText(scale);
}

export function numberText(value: number): string {
  return Math.abs(value) >= 1000 ? plain.format(value) : upTo(4).format(value);
}

export function dateText(iso: string): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return iso;
  const day = /^\d{4}-\d{2}-\d{2}$/.test(iso);
  return date.toLocaleString(
    undefined,
    day ? { dateStyle: "medium" } : { dateStyle: "medium", timeStyle: "short" },
  );
}
