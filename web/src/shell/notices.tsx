// What is said: short notices for eyes, the live region for screen readers, and the line that the
// server is away.

import { connection } from "../state/connection";
import { dismiss, notices, spoken } from "../state/notices";
import { IconButton } from "../ui/icon_button";

export function Notices() {
  return (
    <>
      <p class="visually-hidden" role="status" aria-live="polite">
        {spoken.value}
      </p>
      {connection.value === "lost" && (
        <div class="away" role="alert">
          <span class="developing small" aria-hidden="true" />
          Autochrome does not answer. Your work is kept; this page goes on as soon as it is back.
        </div>
      )}
      <div class="notices">
        {notices.value.map(({ id, text, tone, action }) => (
          <div key={id} class={`notice ${tone}`} role={tone === "bad" ? "alert" : undefined}>
            <p>{text}</p>
            {action && (
              <button
                type="button"
                class="text-button"
                onClick={() => {
                  action.run();
                  dismiss(id);
                }}
              >
                {action.label}
              </button>
            )}
            <IconButton icon="close" label="Dismiss" onClick={() => dismiss(id)} />
          </div>
        ))}
      </div>
    </>
  );
}
