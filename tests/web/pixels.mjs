// What one sees: figures of pictures, worked out in an empty page of the browser, which can decode them.

let reader;

async function pageOf(browser) {
  reader ??= await (await browser.newContext()).newPage();
  return reader;
}

/** Mean chroma (largest less smallest of R, G, B) and mean lightness of a part of a picture; x, y, width
 *  and height are parts of 1. */
export async function figures(
  browser,
  picture,
  part = { x: 0, y: 0, width: 1, height: 1 },
) {
  const page = await pageOf(browser);
  return page.evaluate(
    async ([base64, { x, y, width, height }]) => {
      const bytes = Uint8Array.from(atob(base64), (letter) =>
        letter.charCodeAt(0),
      );
      const bitmap = await createImageBitmap(new Blob([bytes]));
      const context = new OffscreenCanvas(
        bitmap.width,
        bitmap.height,
      ).getContext("2d");
      context.drawImage(bitmap, 0, 0);
      const place = [
        x * bitmap.width,
        y * bitmap.height,
        width * bitmap.width,
        height * bitmap.height,
      ].map(Math.round);
      const { data } = context.getImageData(...place);
      let chroma = 0;
      let light = 0;
      for (let i = 0; i < data.length; i += 4) {
        const [r, g, b] = data.subarray(i, i + 3);
        chroma += Math.max(r, g, b) - Math.min(r, g, b);
        light += (r + g + b) / 3;
      }
      const count = data.length / 4;
      return {
        width: bitmap.width,
        height: bitmap.height,
        chroma: chroma / count,
        light: light / count,
      };
    },
    [picture.toString("base64"), part],
  );
}

/** How a picture differs from a part (pixels; default: all) of another, sample by sample: mean, and the
 *  largest after leaving out the worst of a thousand. */
export async function difference(browser, one, other, part = null) {
  const page = await pageOf(browser);
  return page.evaluate(
    async ([pictures, cut]) => {
      const [a, b] = await Promise.all(
        pictures.map(async (base64, k) => {
          const bytes = Uint8Array.from(atob(base64), (letter) =>
            letter.charCodeAt(0),
          );
          const bitmap = await createImageBitmap(new Blob([bytes]));
          const context = new OffscreenCanvas(
            bitmap.width,
            bitmap.height,
          ).getContext("2d");
          context.drawImage(bitmap, 0, 0);
          if (k === 0 || !cut)
            return context.getImageData(0, 0, bitmap.width, bitmap.height);
          return context.getImageData(cut.x, cut.y, cut.width, cut.height);
        }),
      );
      if (a.width !== b.width || a.height !== b.height)
        throw new Error(`${a.width}x${a.height} and ${b.width}x${b.height}`);
      const counts = new Array(256).fill(0);
      for (let i = 0; i < a.data.length; ++i)
        if (i % 4 < 3) ++counts[Math.abs(a.data[i] - b.data[i])];
      const all = counts.reduce((sum, count) => sum + count);
      const mean =
        counts.reduce((sum, count, step) => sum + count * step, 0) / all;
      let left = all / 1000;
      let most = 255;
      while (most > 0 && (left -= counts[most]) >= 0) --most;
      return { mean, most };
    },
    [[one, other].map((picture) => picture.toString("base64")), part],
  );
}
