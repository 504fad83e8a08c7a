// What one does to the view, at the foot of the stage.

import { IconButton } from "../ui/icon_button";
import { scaleText } from "../ui/format";
import { holding } from "./split";
import { arrange, arrangement, compared, isFitted, view, zoomBy, zoomTo } from "./stage";

const zoomStep = 1.5;

export function Toolbar() {
  const scale = view.value?.scale;
  if (scale === undefined) return null;
  const hold = (on: boolean) => (): void => void (holding.value = on);
  const side = arrangement.value === "side";
  return (
    <div class="toolbar" role="toolbar" aria-label="View">
      <IconButton
        icon="slider"
        label="Before and after with a line (S)"
        aria-pressed={!side}
        onClick={() => arrange("slider")}
      />
      <IconButton
        icon="side"
        label="Side by side (C)"
        aria-pressed={side}
        disabled={compared.value.length === 0}
        onClick={() => arrange("side")}
      />
      <IconButton
        icon="eye"
        label="Hold to see it as it was (B)"
        aria-pressed={holding.value}
        onPointerDown={hold(true)}
        onPointerUp={hold(false)}
        onPointerLeave={hold(false)}
        onKeyDown={(event) => event.key === " " && hold(true)()}
        onKeyUp={hold(false)}
        onBlur={hold(false)}
      />
      <span class="toolbar-gap" />
      <IconButton
        icon="minus"
        label="Smaller (−)"
        disabled={isFitted.value}
        onClick={() => zoomBy(1 / zoomStep)}
      />
      <button
        type="button"
        class="toolbar-scale"
        title="One to one (1)"
        aria-label={`Scale ${scaleText(scale)}; show one to one`}
        onClick={() => zoomTo(1)}
      >
        {scaleText(scale)}
      </button>
      <IconButton icon="plus" label="Larger (+)" onClick={() => zoomBy(zoomStep)} />
      <IconButton
        icon="fit"
        label="Whole picture (0)"
        disabled={isFitted.value}
        onClick={() => zoomTo(null)}
      />
    </div>
  );
}
