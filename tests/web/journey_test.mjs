// What a person does: drop, wait, slide, adjust, compare, save, come back.

import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { after, before, test } from "node:test";

import { figures } from "./pixels.mjs";
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

let browser;
let server;
let page;
let seen;

const stage = () => page.locator(".pane canvas").first().screenshot();
const left = { x: 0.2, y: 0.3, width: 0.2, height: 0.4 };
const right = { x: 0.6, y: 0.3, width: 0.2, height: 0.4 };

before(async () => {
  server = await serve();
  browser = await launch();
  ({ page, seen } = await open(browser, server.url));
});

after(close);

test("an empty Studio invites", async () => {
  await page
    .getByRole("heading", { name: "Bring a photograph into colour" })
    .waitFor();
  assert.ok(
    await page.getByRole("button", { name: "Choose photographs" }).isVisible(),
  );
});

test("a dropped photograph comes into colour, gray left of the line, coloured right of it", async () => {
  await drop(page, [{ name: "grandmother.jpg", bytes: garden(3).bytes }]);
  await colored(page);
  assert.ok((await figures(browser, await stage(), left)).chroma < 3);
  assert.ok((await figures(browser, await stage(), right)).chroma > 8);
});

test("the line follows the keyboard and the pointer", async () => {
  const line = page.getByRole("slider", { name: "Before and after" });
  await line.focus();
  await page.keyboard.press("Home");
  assert.equal(await line.getAttribute("aria-valuenow"), "0");
  await settled(page);
  assert.ok((await figures(browser, await stage(), left)).chroma > 8);
  await page.keyboard.press("End");
  await settled(page);
  assert.ok((await figures(browser, await stage(), right)).chroma < 3);
  const box = await page.locator(".pane canvas").boundingBox();
  const knob = await page.locator(".split-knob").boundingBox();
  await page.mouse.move(knob.x + knob.width / 2, knob.y + knob.height / 2);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2, {
    steps: 8,
  });
  await page.mouse.up();
  const middle = Number(await line.getAttribute("aria-valuenow"));
  assert.ok(Math.abs(middle - 50) <= 2, `the line is at ${middle}`);
});

test("holding B shows the photograph as it was", async () => {
  await page.keyboard.down("b");
  await settled(page);
  assert.ok((await figures(browser, await stage(), right)).chroma < 3);
  await page.keyboard.up("b");
  await settled(page);
  assert.ok((await figures(browser, await stage(), right)).chroma > 8);
});

test("the wheel zooms, a drag moves, 0 shows the whole again", async () => {
  const scale = async () =>
    (await page.locator(".toolbar-scale").innerText()).trim();
  const whole = await scale();
  const box = await page.locator(".pane canvas").boundingBox();
  await page.mouse.move(box.x + box.width * 0.7, box.y + box.height * 0.4);
  for (let k = 0; k < 8; ++k) await page.mouse.wheel(0, -240);
  await settled(page);
  assert.notEqual(await scale(), whole);
  const still = await stage();
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.4, box.y + box.height * 0.6, {
    steps: 6,
  });
  await page.mouse.up();
  await settled(page);
  assert.ok(!still.equals(await stage()));
  await page.keyboard.press("0");
  await settled(page);
  assert.equal(await scale(), whole);
});

test("a double click goes to the pixels and back", async () => {
  const scale = async () =>
    (await page.locator(".toolbar-scale").innerText()).trim();
  const whole = await scale();
  const box = await page.locator(".pane canvas").boundingBox();
  await page.mouse.dblclick(box.x + box.width * 0.3, box.y + box.height * 0.5);
  await settled(page);
  assert.notEqual(await scale(), whole);
  await page.mouse.dblclick(box.x + box.width * 0.3, box.y + box.height * 0.5);
  await settled(page);
  assert.equal(await scale(), whole);
});

test("two fingers pinch on a phone", async () => {
  const phone = {
    viewport: { width: 390, height: 844 },
    hasTouch: true,
    isMobile: true,
  };
  const { page: small, context } = await open(browser, server.url, phone);
  await colored(small);
  const scale = async () =>
    (await small.locator(".toolbar-scale").innerText()).trim();
  const whole = await scale();
  const box = await small.locator(".pane canvas").boundingBox();
  const touches = await context.newCDPSession(small);
  const fingers = (apart) =>
    [-1, 1].map((side, id) => ({
      x: box.x + box.width / 2 + side * apart,
      y: box.y + box.height / 2 + 20,
      id,
    }));
  const send = (type, touchPoints) =>
    touches.send("Input.dispatchTouchEvent", { type, touchPoints });
  await send("touchStart", fingers(40));
  for (const apart of [60, 90, 120, 150])
    await send("touchMove", fingers(apart));
  await send("touchEnd", []);
  await settled(small);
  assert.ok(
    parseFloat(await scale()) > 2 * parseFloat(whole),
    `${whole} to ${await scale()}`,
  );
  await context.close();
});

test("close up, the visible part is fetched at full size", async () => {
  await drop(page, [{ name: "large.jpg", bytes: garden(7, 2400, 1600).bytes }]);
  await colored(page, 2);
  const asked = page.waitForResponse((response) =>
    /region\?.*kind=lab/.test(response.url()),
  );
  await page.keyboard.press("1");
  const response = await asked;
  assert.equal(response.status(), 200);
  const query = new URL(response.url()).searchParams;
  const bytes = await (await fetch(response.url())).arrayBuffer();
  const part = await figures(browser, Buffer.from(bytes));
  assert.deepEqual(
    [part.width, part.height],
    [Number(query.get("width")), Number(query.get("height"))],
  );
  assert.ok(part.width < 2400 && part.width <= 2048);
  await page.keyboard.press("0");
  await page.keyboard.press("Delete");
  await page.waitForFunction(
    () => document.querySelectorAll(".frame").length === 1,
  );
  await settled(page);
});

test("two models are compared side by side", async () => {
  const suggestion = page.getByRole("button", { name: /^Try / }).first();
  const title = (await suggestion.getAttribute("aria-label")).replace(
    "Try ",
    "",
  );
  await suggestion.click();
  await page
    .locator(`.version-choice[aria-pressed=true][aria-label="${title}"]`)
    .waitFor({ timeout: 120_000 });
  await settled(page);
  await page.keyboard.press("c");
  await page.locator(".compared").nth(2).waitFor();
  await settled(page);
  const panes = await Promise.all(
    [0, 1, 2].map((k) => page.locator(".compared canvas").nth(k).screenshot()),
  );
  const middle = { x: 0.3, y: 0.3, width: 0.4, height: 0.4 };
  assert.ok(
    (await figures(browser, panes[0], middle)).chroma < 3,
    "the first is as it was",
  );
  assert.ok((await figures(browser, panes[1], middle)).chroma > 3);
  assert.ok((await figures(browser, panes[2], middle)).chroma > 3);
  assert.ok(!panes[1].equals(panes[2]), "two models, two pictures");
});

test("ticks say which versions are compared", async () => {
  const captions = () => page.locator(".compared figcaption").allInnerTexts();
  const ticks = page.getByRole("checkbox", { name: /^Compare / });
  assert.equal(await ticks.count(), 2);
  const both = await captions();
  const other = page.locator(".version-choice[aria-pressed=true]");
  const looked = await other.getAttribute("aria-label");
  await page.getByRole("checkbox", { name: `Compare ${looked}` }).uncheck();
  await page.locator(".compared").nth(2).waitFor({ state: "detached" });
  assert.deepEqual(
    await captions(),
    both.filter((caption) => caption !== looked),
    "without the one that was looked at",
  );
  const last = page.getByRole("checkbox", { checked: true });
  assert.ok(await last.isDisabled(), "one stays");
  await page.getByRole("checkbox", { name: `Compare ${looked}` }).check();
  await page.locator(".compared").nth(2).waitFor();
  assert.deepEqual(await captions(), both);
  await page.getByRole("button", { name: looked, exact: true }).last().click();
  await page.keyboard.press("s");
  await page.locator(".split").waitFor();
});

test("what is saved is a picture of full size in the chosen format", async () => {
  await page.keyboard.press("w");
  await page.getByRole("radio", { name: "PNG", exact: true }).check();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.locator(".save button[type=submit]").click(),
  ]);
  assert.equal(download.suggestedFilename(), "grandmother.color.png");
  const bytes = readFileSync(await download.path());
  assert.equal(bytes.subarray(1, 4).toString(), "PNG");
  const { width, height, chroma } = await figures(browser, bytes);
  assert.deepEqual([width, height], [900, 600]);
  assert.ok(chroma > 3);
});

test("all are saved as a zip", async () => {
  await drop(page, [{ name: "grandfather.jpg", bytes: garden(12).bytes }]);
  await colored(page, 2);
  await page.keyboard.press("w");
  await page.getByRole("radio", { name: "All 2, as a zip" }).check();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.locator(".save button[type=submit]").click(),
  ]);
  const bytes = readFileSync(await download.path());
  assert.equal(bytes.subarray(0, 2).toString(), "PK");
  assert.ok(
    bytes.includes("grandfather.color") && bytes.includes("grandmother.color"),
  );
});

test("work is still there after a reload, with its look", async () => {
  await page.locator("#look-temperature").fill("0.4");
  await settled(page);
  await page.reload();
  await colored(page, 2);
  assert.equal(await page.locator("#look-temperature").inputValue(), "0.4");
  assert.equal(await page.locator(".frame").count(), 2);
});

test("a removed photograph can be brought back, or goes", async () => {
  await page.keyboard.press("Delete");
  await page.waitForFunction(
    () => document.querySelectorAll(".frame").length === 1,
  );
  await page.getByRole("button", { name: "Undo" }).click();
  await page.waitForFunction(
    () => document.querySelectorAll(".frame").length === 2,
  );
  await page.keyboard.press("Delete");
  await page.waitForFunction(
    async () =>
      (await (await fetch("api/v1/jobs")).json()).jobs.every(
        ({ name }) => name !== "grandfather.jpg",
      ),
    null,
    { timeout: 15_000 },
  );
});

const legacy = new URL("../../../shared/data/legacy/", import.meta.url);

test(
  "an old photograph comes into colour",
  { skip: existsSync(legacy) ? false : "there are none here" },
  async () => {
    const name = readdirSync(legacy).find((file) => file.endsWith(".jpg"));
    await drop(page, [{ name, bytes: readFileSync(new URL(name, legacy)) }]);
    await page.waitForFunction(
      (wanted) =>
        document.querySelector(".panel-head h1")?.textContent === wanted,
      name,
    );
    await colored(page, 2);
    const [gray, color] = [
      await figures(browser, await stage(), left),
      await figures(browser, await stage(), right),
    ];
    assert.ok(
      color.chroma > gray.chroma,
      `${color.chroma} against ${gray.chroma}`,
    );
  },
);

test("nothing was asked elsewhere and nothing went wrong", () => {
  assert.deepEqual(seen.elsewhere, []);
  assert.deepEqual(seen.errors, []);
});
