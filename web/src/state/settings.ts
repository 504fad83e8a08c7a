// What a person prefers, kept in the browser. Storage may be forbidden; then it is kept until the
// page is left.

import { effect, signal, type Signal } from "@preact/signals";

function kept<T extends string>(name: string, initial: T, allowed?: readonly T[]): Signal<T> {
  const key = `autochrome.${name}`;
  let stored: string | null = null;
  try {
    stored = localStorage.getItem(key);
  } catch {
    // Forbidden.
  }
  const known = stored !== null && (!allowed || allowed.includes(stored as T));
  const value = signal<T>(known ? (stored as T) : initial);
  effect(() => {
    const now = value.value;
    try {
      localStorage.setItem(key, now);
    } catch {
      // Forbidden.
    }
  });
  return value;
}

export type Theme = "system" | "light" | "dark";
export const themes: readonly Theme[] = ["system", "light", "dark"];
export const theme = kept<Theme>("theme", "system", themes);
effect(() => {
  const chosen = theme.value;
  if (chosen === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = chosen;
});

/** Model for new photographs; empty for the server's default. */
export const preferredModel = kept<string>("model", "");

export const saveFormat = kept<string>("format", "");
export const saveQuality = kept<string>("quality", "");
