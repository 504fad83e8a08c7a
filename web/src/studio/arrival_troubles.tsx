// Photographs that did not arrive, with the server's words and what one can do.

import { giveUp, tryAgain, uploads } from "../state/uploads";
import { Icon } from "../ui/icons";

export function ArrivalTroubles() {
  const troubles = uploads.value.filter(({ error }) => error !== null);
  if (troubles.length === 0) return null;
  return (
    <ul class="troubles" aria-label="Photographs that did not arrive">
      {troubles.map(({ id, file, state, error, retryIn }) => (
        <li key={id} class="trouble">
          <Icon name="warning" />
          <p>
            <b>{file.name}</b> {error}
            {state === "patient" && ` Trying again in ${retryIn} s.`}
          </p>
          {state === "failed" && (
            <button type="button" class="text-button" onClick={() => tryAgain(id)}>
              Send again
            </button>
          )}
          <button type="button" class="text-button" onClick={() => giveUp(id)}>
            Dismiss
          </button>
        </li>
      ))}
    </ul>
  );
}
