// The Studio before the first photograph.

import { hovering, pickFiles } from "../film/intake";
import { PlateCanvas } from "./plate_canvas";

export function Welcome() {
  return (
    <section class="welcome" aria-labelledby="welcome-title">
      <div class="plate-frame">
        <PlateCanvas whole={() => hovering.peek()} />
      </div>
      <div class="welcome-words">
        <h1 id="welcome-title">{hovering.value ? "Let go" : "Bring a photograph into colour"}</h1>
        <p>Drop black-and-white photographs here, paste one, or choose them.</p>
        <button type="button" class="button primary large" onClick={pickFiles}>
          Choose photographs
        </button>
        <p class="welcome-small">
          They stay on this computer. JPEG, PNG, TIFF, WebP, HEIC and more.
        </p>
      </div>
    </section>
  );
}
