// Icons of one hand: 20 by 20, lines of 1.5, round ends.

const paths = {
  add: "M10 4v12M4 10h12",
  close: "M5 5l10 10M15 5L5 15",
  check: "M4 10.5l4 4 8-9",
  fit: "M3.5 7.5v-4h4M16.5 7.5v-4h-4M3.5 12.5v4h4M16.5 12.5v4h-4",
  slider: "M10 3v14M3.5 4.5h13v11h-13zM6.7 8.2L5 10l1.7 1.8M13.3 8.2L15 10l-1.7 1.8",
  side: "M3 4.5h6v11H3zM11 4.5h6v11h-6z",
  plus: "M10 5v10M5 10h10",
  minus: "M5 10h10",
  reset: "M4.5 10a5.5 5.5 0 1 0 1.8-4.1M4.3 3.6v3h3",
  save: "M10 3.5v9M6.3 9l3.7 3.7L13.7 9M4 16.5h12",
  trash: "M4 5.5h12M8 5.5v-2h4v2M5.5 5.5l.7 11h7.6l.7-11M8.5 8.5v5M11.5 8.5v5",
  retry: "M15.5 10a5.5 5.5 0 1 1-1.8-4.1M15.7 3.6v3h-3",
  warning: "M10 3.2L17.6 16.4H2.4zM10 8v4M10 14.2v.1",
  sun: "M10 13.2a3.2 3.2 0 1 0 0-6.4 3.2 3.2 0 0 0 0 6.4M10 2.5v1.6M10 15.9v1.6M2.5 10h1.6M15.9 10h1.6M4.7 4.7l1.1 1.1M14.2 14.2l1.1 1.1M4.7 15.3l1.1-1.1M14.2 5.8l1.1-1.1",
  moon: "M16 11.8A6.6 6.6 0 0 1 8.2 4 6.6 6.6 0 1 0 16 11.8",
  half: "M10 3.5a6.5 6.5 0 1 0 0 13a6.5 6.5 0 0 0 0-13v13",
  help: "M7.6 7.6a2.4 2.4 0 1 1 3.4 2.2c-.7.3-1 .8-1 1.6v.3M10 14.4v.1M10 17.2a7.2 7.2 0 1 0 0-14.4 7.2 7.2 0 0 0 0 14.4",
  eye: "M2.5 10S5.2 5 10 5s7.5 5 7.5 5-2.7 5-7.5 5-7.5-5-7.5-5M10 12.200a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.4",
  more: "M4.4 10h.9M9.6 10h.9M14.8 10h.9",
  out: "M8 4.500H4v11.500h11.500V12M11 4h5v5M16 4l-7 7",
} as const;

export type IconName = keyof typeof paths;

export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 20 20" aria-hidden="true" focusable="false">
      <path d={paths[name]} />
    </svg>
  );
}
