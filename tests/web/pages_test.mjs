// The other pages, and what holds for all: names for everything, no shift, little weight, the keyboard.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

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

const mostBytes = 300_000;
const mostShift = 0.02;
const named = [
  "button",
  "link",
  "slider",
  "radio",
  "textbox",
  "image",
  "navigation",
  "dialog",
  "progressbar",
  "toolbar",
  "complementary",
];

let server;
let browser;
let page;
let seen;

before(async () => {
  server = await serve();
  browser = await launch();
  ({ page, seen } = await open(browser, server.url));
});

after(close);

/** Parts of the page that a screen reader would meet without a name. */
async function nameless() {
  const session = await page.context().newCDPSession(page);
  const { nodes } = await session.send("Accessibility.getFullAXTree");
  return nodes
    .filter(
      ({ ignored, role, name }) =>
        !ignored && named.includes(role?.value) && !name?.value?.trim(),
    )
    .map(({ role, backendDOMNodeId }) => `${role.value} ${backendDOMNodeId}`);
}

const shift = () =>
  page.evaluate(
    () =>
      new Promise((resolve) => {
        let sum = 0;
        const add = (list) =>
          list
            .getEntries()
            .forEach(
              (entry) => (sum += entry.hadRecentInput ? 0 : entry.value),
            );
        new PerformanceObserver(add).observe({
          type: "layout-shift",
          buffered: true,
        });
        setTimeout(() => resolve(sum), 300);
      }),
  );

test("the first page is light, still and quick", async () => {
  await page.getByRole("button", { name: "Choose photographs" }).waitFor();
  await settled(page);
  assert.ok(seen.bytes > 0 && seen.bytes < mostBytes, `${seen.bytes} bytes`);
  assert.ok((await shift()) <= mostShift);
  const usable = await page.evaluate(
    () =>
      performance
        .getEntriesByType("paint")
        .find(({ name }) => name === "first-contentful-paint").startTime,
  );
  console.log(
    `first page: ${seen.bytes} bytes, first contentful paint after ${Math.round(usable)} ms`,
  );
});

test("everything has a name", async () => {
  assert.deepEqual(await nameless(), [], "in the empty Studio");
  await drop(page, [{ name: "a.jpg", bytes: garden(7).bytes }]);
  await colored(page);
  assert.deepEqual(await nameless(), [], "in the Studio");
  await page.keyboard.press("w");
  await page.locator(".save").waitFor();
  assert.deepEqual(await nameless(), [], "while saving");
  await page.keyboard.press("Escape");
  await page.locator(".save").waitFor({ state: "detached" });
});

test("a reload with work does not shift", async () => {
  await page.reload();
  await colored(page);
  assert.ok((await shift()) <= mostShift, String(await shift()));
});

test("the keys are listed", async () => {
  await page.keyboard.press("?");
  await page.getByRole("dialog", { name: "Keys" }).waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
});

test("models are told of, and one is chosen for new photographs", async () => {
  await page.getByRole("link", { name: "Models" }).click();
  const models = await (await fetch(`${server.url}api/v1/models`)).json();
  await page.locator(".model").first().waitFor();
  assert.equal(await page.locator(".model").count(), models.length);
  const other = models.find((model) => !model.default);
  await page
    .locator(".model", {
      has: page.getByRole("heading", { name: other.title, exact: true }),
    })
    .getByRole("button")
    .click();
  assert.deepEqual(await nameless(), []);
  await page.getByRole("link", { name: "Studio" }).click();
  await drop(page, [{ name: "b.jpg", bytes: garden(12).bytes }]);
  await colored(page, 2);
  const { jobs } = await (await fetch(`${server.url}api/v1/jobs`)).json();
  assert.equal(
    jobs.find(({ name }) => name === "b.jpg").options.model,
    other.name,
  );
});

test("training and reports open, also where there are none", async () => {
  for (const name of ["Training", "Reports"]) {
    await page.getByRole("link", { name, exact: true }).click();
    await page.getByRole("heading", { level: 1, name }).waitFor();
    await page.locator(".page-note p, .runs, .reports").first().waitFor();
    assert.deepEqual(await nameless(), []);
  }
});

test("light and dark can be chosen and are remembered", async () => {
  const ground = () =>
    page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const button = page.getByRole("button", { name: /^Appearance/ });
  const next = async () => {
    const before = await button.getAttribute("aria-label");
    await button.click();
    await page.waitForFunction(
      ([name, old]) =>
        [...document.querySelectorAll("button")].some((each) => {
          const label = each.getAttribute("aria-label") ?? "";
          return label.startsWith(name) && label !== old;
        }),
      ["Appearance", before],
    );
    await settled(page);
    return ground();
  };
  const light = await next();
  const dark = await next();
  assert.notEqual(light, dark);
  await page.reload();
  await button.waitFor();
  assert.equal(await ground(), dark);
});

test("a phone's width has no sideways scrolling", async () => {
  await page.setViewportSize({ width: 390, height: 844 });
  for (const name of ["Studio", "Models", "Training", "Reports"]) {
    await page.getByRole("link", { name, exact: true }).click();
    await settled(page);
    const over = await page.evaluate(
      () => document.documentElement.scrollWidth - innerWidth,
    );
    assert.ok(over <= 0, `${name} is ${over} pixels too wide`);
  }
});

test("nothing was asked elsewhere and nothing went wrong", () => {
  assert.deepEqual(seen.elsewhere, []);
  assert.deepEqual(seen.errors, []);
});
