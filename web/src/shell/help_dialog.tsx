import { helpShown, shortcuts } from "../studio/shortcuts";
import { Dialog } from "../ui/dialog";

export function HelpDialog() {
  return (
    <Dialog title="Keys" class="help" onClose={() => (helpShown.value = false)}>
      <dl class="keys">
        {shortcuts.map(({ shown, does }) => (
          <div key={does}>
            <dt>
              <kbd>{shown}</kbd>
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
      <p class="hint">
        Wheel or pinch to zoom, drag to move, double click for one to one. Double click a control to
        reset it. Colours are simulated: what gray does not tell stays a guess.
      </p>
    </Dialog>
  );
}
