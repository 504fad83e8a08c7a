// Where the picture lies on the stage. Pure arithmetic; canvas lengths are device pixels, picture
// lengths are pixels of the full-size picture.

export interface Size {
  width: number;
  height: number;
}

export interface Point {
  x: number;
  y: number;
}

export type Rect = Point & Size;

/** A picture's point p lies at p · scale + (x, y). */
export interface View extends Point {
  scale: number;
}

export const largestScale = 8;

/** The whole picture, centred, `margin` away from the edges, never enlarged beyond `largest`. */
export function fit(picture: Size, canvas: Size, margin: number, largest = 1): View {
  const across = Math.max(canvas.width - 2 * margin, 1) / picture.width;
  const down = Math.max(canvas.height - 2 * margin, 1) / picture.height;
  const scale = Math.min(across, down, largest);
  return {
    x: (canvas.width - picture.width * scale) / 2,
    y: (canvas.height - picture.height * scale) / 2,
    scale,
  };
}

function heldAxis(at: number, length: number, room: number): number {
  if (length <= room) return (room - length) / 2;
  return Math.min(0, Math.max(room - length, at));
}

/** The nearest view that leaves no empty edge where the picture could fill it. */
export function held(view: View, picture: Size, canvas: Size): View {
  return {
    x: heldAxis(view.x, picture.width * view.scale, canvas.width),
    y: heldAxis(view.y, picture.height * view.scale, canvas.height),
    scale: view.scale,
  };
}

/** Another scale, with the picture's point under `at` (device pixels) staying there. */
export function scaledAbout(view: View, scale: number, at: Point): View {
  const ratio = scale / view.scale;
  return { x: at.x - (at.x - view.x) * ratio, y: at.y - (at.y - view.y) * ratio, scale };
}

export function moved(view: View, dx: number, dy: number): View {
  return { ...view, x: view.x + dx, y: view.y + dy };
}

/** From one view to another, t from 0 to 1; scales grow evenly to the eye. */
export function between(from: View, to: View, t: number): View {
  const scale = from.scale * (to.scale / from.scale) ** t;
  const mix = to.scale === from.scale ? t : (scale - from.scale) / (to.scale - from.scale);
  return { x: from.x + (to.x - from.x) * mix, y: from.y + (to.y - from.y) * mix, scale };
}

/** The part of the canvas that the picture covers. */
export function coverage(view: View, picture: Size, canvas: Size): Rect {
  const x = Math.max(0, view.x);
  const y = Math.max(0, view.y);
  return {
    x,
    y,
    width: Math.max(0, Math.min(canvas.width, view.x + picture.width * view.scale) - x),
    height: Math.max(0, Math.min(canvas.height, view.y + picture.height * view.scale) - y),
  };
}

/** The part of the picture that is seen. */
export function visible(view: View, picture: Size, canvas: Size): Rect {
  const { x, y, width, height } = coverage(view, picture, canvas);
  return {
    x: (x - view.x) / view.scale,
    y: (y - view.y) / view.scale,
    width: width / view.scale,
    height: height / view.scale,
  };
}

/** Largest rectangle that the server cuts out of a picture at once, and how many one view may take. */
export const largestRegion = 2048;
export const mostRegions = 4;
const regionMargin = 0.1;

/** The rectangles to ask for at full size, in whole pixels: none where a preview of `previewLongSide`
 *  is as good, and none where so much is seen that they would be too many. */
export function regionsFor(
  view: View,
  picture: Size,
  canvas: Size,
  previewLongSide: number,
): Rect[] {
  const longSide = Math.max(picture.width, picture.height);
  if (longSide <= previewLongSide || view.scale * longSide <= previewLongSide * 1.1) return [];
  const seen = widened(visible(view, picture, canvas), picture);
  const columns = Math.ceil(seen.width / largestRegion);
  const rows = Math.ceil(seen.height / largestRegion);
  if (columns * rows === 0 || columns * rows > mostRegions) return [];
  const regions: Rect[] = [];
  for (let row = 0; row < rows; ++row) {
    for (let column = 0; column < columns; ++column) {
      regions.push(cell(seen, columns, rows, column, row));
    }
  }
  return regions;
}

function widened(seen: Rect, picture: Size): Rect {
  const x = Math.max(0, Math.floor(seen.x - seen.width * regionMargin));
  const y = Math.max(0, Math.floor(seen.y - seen.height * regionMargin));
  const right = Math.min(picture.width, Math.ceil(seen.x + seen.width * (1 + regionMargin)));
  const bottom = Math.min(picture.height, Math.ceil(seen.y + seen.height * (1 + regionMargin)));
  return { x, y, width: right - x, height: bottom - y };
}

function cell(all: Rect, columns: number, rows: number, column: number, row: number): Rect {
  const x = all.x + Math.floor((all.width * column) / columns);
  const y = all.y + Math.floor((all.height * row) / rows);
  const right = all.x + Math.floor((all.width * (column + 1)) / columns);
  const bottom = all.y + Math.floor((all.height * (row + 1)) / rows);
  return { x, y, width: right - x, height: bottom - y };
}

/** Whether `inner` lies in `outer`, both of the picture. */
export function contains(outer: Rect, inner: Rect): boolean {
  return (
    inner.x >= outer.x &&
    inner.y >= outer.y &&
    inner.x + inner.width <= outer.x + outer.width &&
    inner.y + inner.height <= outer.y + outer.height
  );
}
