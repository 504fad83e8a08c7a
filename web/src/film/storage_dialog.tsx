// What the server keeps of the work, and clearing it.

import { useEffect } from "preact/hooks";
import { useSignal } from "@preact/signals";

import { loadJobs, photos, removeAll, storage } from "../state/jobs";
import { bytesText } from "../ui/format";
import { Dialog } from "../ui/dialog";

export function StorageDialog({ onClose }: { onClose(): void }) {
  const sure = useSignal(false);
  useEffect(() => void loadJobs().catch(() => undefined), []);
  const kept = storage.value;
  const count = photos.value.length;
  const clear = (): void => {
    if (!sure.value) {
      sure.value = true;
      return;
    }
    void removeAll();
    onClose();
  };
  return (
    <Dialog title="Kept work" onClose={onClose}>
      <p>
        {count === 1 ? "One photograph is" : `${count} photographs are`} kept on this computer, so
        that your work is here again after a reload.
      </p>
      {kept && (
        <>
          <div
            class="gauge"
            role="meter"
            aria-label="Room used"
            aria-valuemin={0}
            aria-valuemax={kept.limit}
            aria-valuenow={kept.bytes}
            aria-valuetext={`${bytesText(kept.bytes)} of ${bytesText(kept.limit)}`}
          >
            <span style={{ transform: `scaleX(${Math.min(1, kept.bytes / kept.limit)})` }} />
          </div>
          <p class="hint">
            {bytesText(kept.bytes)} of {bytesText(kept.limit)}. When it is full, the oldest go
            first.
          </p>
        </>
      )}
      <div class="dialog-foot">
        <button type="button" class="button danger" disabled={count === 0} onClick={clear}>
          {sure.value ? "Yes, remove everything" : "Remove everything…"}
        </button>
      </div>
    </Dialog>
  );
}
