// When things go wrong, the page says so and goes on.

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
} from "./studio.mjs";

let server;
let browser;
let page;

before(async () => {
  server = await serve();
  browser = await launch();
  ({ page } = await open(browser, server.url));
});

after(close);

test("what is not a picture is told of in the server's words, and can be dismissed", async () => {
  await drop(page, [
    { name: "letter.pdf", bytes: Buffer.from("%PDF-1.4 not a picture") },
  ]);
  const trouble = page.locator(".trouble, .status.bad").first();
  await trouble.waitFor({ timeout: 30_000 });
  assert.ok((await trouble.innerText()).replace(/\s+/g, " ").length > 20);
  const dismiss = page.getByRole("button", { name: "Dismiss", exact: true });
  if (await dismiss.count()) await dismiss.first().click();
  else await page.getByRole("button", { name: /^Remove letter/ }).click();
  await page.waitForFunction(
    () => !document.querySelector(".trouble, .status.bad"),
  );
});

test("a photograph that fails leaves the one on the stage alone", async () => {
  const title = page.locator(".panel-head h1");
  await drop(page, [{ name: "first.jpg", bytes: garden(7).bytes }]);
  await colored(page);
  await drop(page, [{ name: "second.jpg", bytes: garden(12).bytes }]);
  await colored(page, 2);
  await page.getByRole("button", { name: /^first.jpg/ }).click();
  await page.route("**/api/v1/jobs?*", (route) => route.abort());
  await drop(page, [{ name: "third.jpg", bytes: garden(21).bytes }]);
  await page.locator(".trouble").waitFor();
  assert.equal(await title.innerText(), "first.jpg");
  await page.unroute("**/api/v1/jobs?*");
  await page.getByRole("button", { name: "Send again", exact: true }).click();
  await colored(page, 3);
  assert.equal(await title.innerText(), "third.jpg");
});

test("a full queue is waited for", async () => {
  let refusals = 2;
  await page.route("**/api/v1/jobs?*", async (route) => {
    if (refusals-- <= 0) return route.continue();
    await route.fulfill({
      status: 429,
      headers: {
        "Retry-After": "1",
        "Content-Type": "application/problem+json",
      },
      body: JSON.stringify({
        title: "Too Many Requests",
        status: 429,
        detail: "The queue is full.",
      }),
    });
  });
  await drop(page, [{ name: "patient.jpg", bytes: garden(3).bytes }]);
  await page.getByText("The queue is full.").waitFor();
  await colored(page, 4);
  assert.ok(refusals < 0);
});

test(
  "a server that goes is missed, and one that comes back is greeted",
  { skip: Boolean(process.env.AUTOCHROME_STUDIO_URL) },
  async () => {
    await server.stop();
    await page.locator(".away").waitFor({ timeout: 15_000 });
    server = await serve(server.port);
    await page.locator(".away").waitFor({ state: "detached", timeout: 30_000 });
    await colored(page, 4);
  },
);

test("the locked page asks for the token", async () => {
  await page.route("**/api/v1/options", (route) =>
    route.fulfill({
      status: 401,
      contentType: "application/problem+json",
      body: '{"title":"Unauthorized","status":401}',
    }),
  );
  await page.reload();
  await page.getByLabel("Token").waitFor();
});
