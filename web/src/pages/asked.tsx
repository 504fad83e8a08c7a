// A page whose content is asked of the server when it is opened, with its waiting and its failing.

import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";

export interface AskedProps<T> {
  ask(): Promise<T>;
  children(answer: T, again: () => void): ComponentChildren;
}

export function Asked<T>({ ask, children }: AskedProps<T>) {
  const answer = useSignal<{ value: T } | null>(null);
  const error = useSignal<string | null>(null);
  const load = (): void => {
    error.value = null;
    ask().then(
      (value) => (answer.value = { value }),
      (reason: Error) => (error.value = reason.message),
    );
  };
  useEffect(load, []);
  if (error.value !== null) {
    return (
      <div class="page-note" role="alert">
        <p>{error.value}</p>
        <button type="button" class="button" onClick={load}>
          Try again
        </button>
      </div>
    );
  }
  if (!answer.value) return <div class="page-note" aria-busy="true" aria-label="Loading" />;
  return <>{children(answer.value.value, load)}</>;
}
