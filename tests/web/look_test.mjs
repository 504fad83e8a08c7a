// The live controls, by what one sees, and against the pictures that the program writes.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { difference, figures } from "./pixels.mjs";
import {
  close,
  colored,
  drop,
  garden,
  launch,
  open,
  serve,
  settled,
} from "./studio.mjs";

// Larger than the stage in height, so that one to one is a zoom; small enough to be painted whole
// without WebGL.
const width = 1100;
const height = 780;
// Leaves the stage an even height, so that its middle is the edge of a pixel.
const viewport = { width: 1440, height: 901 };
const look = {
  saturation: "1.5",
  temperature: "0.5",
  tint: "-0.2",
  neutrals: "0.4",
};

let server;
let browser;
let page;

before(async () => {
  server = await serve();
  browser = await launch();
  ({ page } = await open(browser, server.url, { viewport }));
  await drop(page, [
    { name: "roses.jpg", bytes: garden(3, width, height).bytes },
  ]);
  await colored(page);
  await page.locator(".split").focus();
  await page.keyboard.press("Home");
});

after(close);

async function set(on, values) {
  for (const [name, value] of Object.entries(values))
    await on.locator(`#look-${name}`).fill(value);
  await settled(on);
}

const middle = { x: 0.3, y: 0.3, width: 0.4, height: 0.4 };
const chroma = async () =>
  (
    await figures(
      browser,
      await page.locator(".pane canvas").screenshot(),
      middle,
    )
  ).chroma;

/** What is seen of the picture, one pixel for one, and which part of it that is. */
async function shown(on) {
  await on.keyboard.press("1");
  await settled(on);
  // Labels and the line lie over the picture; it is the canvas alone that is compared.
  await on.evaluate(() =>
    document
      .querySelectorAll(".split, .split-labels")
      .forEach((element) => (element.hidden = true)),
  );
  const box = await on.locator(".pane canvas").boundingBox();
  const part = {
    width: Math.min(width, box.width),
    height: Math.min(height, box.height),
  };
  const at = {
    x: Math.round((width - part.width) / 2),
    y: Math.round((height - part.height) / 2),
  };
  const clip = {
    x: box.x + Math.round((box.width - part.width) / 2),
    y: box.y + Math.round((box.height - part.height) / 2),
    ...part,
  };
  return { picture: await on.screenshot({ clip }), part: { ...at, ...part } };
}

test("strength 0 is gray everywhere", async () => {
  const before = await chroma();
  await set(page, { strength: "0" });
  assert.ok((await chroma()) < 1);
  await set(page, { strength: "0.5" });
  const half = await chroma();
  assert.ok(half > 1 && half < before);
});

test("a double click on a control puts it back", async () => {
  await page.locator("#look-strength").dblclick();
  assert.equal(await page.locator("#look-strength").inputValue(), "1");
});

test("saturation up is more chroma, temperature up is warmer", async () => {
  await settled(page);
  const before = await chroma();
  await set(page, { saturation: "1.6" });
  assert.ok((await chroma()) > before * 1.1);
});

test("Reset puts all back", async () => {
  await page.getByRole("button", { name: "Reset", exact: true }).click();
  for (const [name, rest] of [
    ["strength", "1"],
    ["saturation", "1"],
    ["temperature", "0"],
    ["tint", "0"],
    ["neutrals", "0"],
  ]) {
    assert.equal(await page.locator(`#look-${name}`).inputValue(), rest);
  }
});

test("the shader shows what the program writes", async () => {
  await set(page, look);
  const jobs = await (await fetch(`${server.url}api/v1/jobs`)).json();
  const written = await fetch(
    `${server.url}api/v1/jobs/${jobs.jobs[0].id}/result?format=png`,
  );
  const { picture, part } = await shown(page);
  const { mean, most } = await difference(
    browser,
    picture,
    Buffer.from(await written.arrayBuffer()),
    part,
  );
  // The page has L, a and b in 8 bits each, the program in full: that alone is a step or two.
  assert.ok(mean <= 1, `mean difference ${mean}`);
  assert.ok(most <= 5, `all but a thousandth within ${most}`);
  console.log(
    `shader and program: mean ${mean.toFixed(3)}, 99.9 % within ${most} steps of 255`,
  );
});

test("without WebGL the processor shows the same", async () => {
  const plain = await launch(["--disable-3d-apis"]);
  const { page: other } = await open(plain, server.url, { viewport });
  await colored(other);
  assert.equal(
    await other.evaluate(() =>
      document.createElement("canvas").getContext("webgl2"),
    ),
    null,
  );
  await other.locator(".split").focus();
  await other.keyboard.press("Home");
  const { mean, most } = await difference(
    browser,
    (await shown(page)).picture,
    (await shown(other)).picture,
  );
  assert.ok(most <= 1, `all but a thousandth within ${most}, mean ${mean}`);
  console.log(
    `shader and processor: mean ${mean.toFixed(4)}, 99.9 % within ${most} steps of 255`,
  );
});
