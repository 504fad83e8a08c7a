// Where one is: the address behind the #. `#/studio/JOB` shows a job's photograph, so that a reload
// and the back button return to it.

import { computed, signal } from "@preact/signals";

export type Page = "studio" | "models" | "training" | "reports";

export interface Route {
  page: Page;
  /** The job of the Studio, or the run of Training. */
  item: string | null;
}

const pages: readonly string[] = ["studio", "models", "training", "reports"];

export function parseRoute(hash: string): Route {
  const [page = "", item = ""] = hash.replace(/^#\/?/, "").split("/");
  if (!pages.includes(page)) return { page: "studio", item: null };
  return { page: page as Page, item: item ? safelyDecoded(item) : null };
}

function safelyDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

export function hrefOf(page: Page, item?: string | null): string {
  return item ? `#/${page}/${encodeURIComponent(item)}` : `#/${page}`;
}

const hash = signal(location.hash);
addEventListener("hashchange", () => (hash.value = location.hash));

export const route = computed(() => parseRoute(hash.value));

/** Goes there; `replace` leaves no step behind for the back button. */
export function go(page: Page, item?: string | null, replace = false): void {
  const href = hrefOf(page, item);
  if (href === location.hash) return;
  if (replace) history.replaceState(null, "", href);
  else history.pushState(null, "", href);
  hash.value = href;
}
