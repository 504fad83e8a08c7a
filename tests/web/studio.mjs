// A Studio to test: the program serving on a free port from an empty folder, a browser, and photographs
// that nobody took. AUTOCHROME_STUDIO_URL names a server that runs already.

import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { chromium } from "./requirements.mjs";

const browsers = chromium();
const program =
  process.argv[2] ?? process.env.AUTOCHROME_PROGRAM ?? "autochrome";
export const folder = mkdtempSync(join(tmpdir(), "autochrome-studio-"));
const closing = [];

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function answers(url) {
  for (let tries = 0; tries < 100; ++tries) {
    const response = await fetch(`${url}healthz`).catch(() => null);
    if (response?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`no server answers at ${url}`);
}

/** Starts the program; the answer has its address and a way to end it. */
export async function serve(port) {
  if (process.env.AUTOCHROME_STUDIO_URL)
    return {
      url: process.env.AUTOCHROME_STUDIO_URL,
      port: 0,
      stop: async () => undefined,
    };
  const at = port ?? (await freePort());
  const child = spawn(
    program,
    ["serve", "--port", String(at), "--work", join(folder, "work")],
    { stdio: ["ignore", "ignore", "inherit"] },
  );
  const ended = new Promise((resolve) => child.once("exit", resolve));
  const stop = async () => {
    child.kill("SIGTERM");
    await ended;
  };
  closing.push(stop);
  const url = `http://127.0.0.1:${at}/`;
  await answers(url);
  return { url, port: at, stop };
}

/** A garden of the given seed in black and white, as a file. */
export function garden(seed, width = 900, height = 600) {
  const out = join(folder, `garden-${seed}-${width}`);
  mkdirSync(out, { recursive: true });
  execFileSync(
    program,
    [
      "demo",
      "--force",
      "-o",
      out,
      "--seed",
      String(seed),
      "--width",
      String(width),
      "--height",
      String(height),
    ],
    { stdio: "ignore" },
  );
  return {
    path: join(out, "garden.jpg"),
    bytes: readFileSync(join(out, "garden.jpg")),
  };
}

/** A browser; `args` are further flags of Chromium. */
export async function launch(args = []) {
  const browser = await browsers.chromium.launch({
    executablePath: browsers.path,
    args: ["--no-sandbox", ...args],
  });
  closing.push(() => browser.close());
  return browser;
}

/** A page that keeps count of what must not happen. */
export async function open(browser, url, options = {}) {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    reducedMotion: "reduce",
    acceptDownloads: true,
    ...options,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  const seen = { errors: [], elsewhere: [], bytes: 0 };
  page.on(
    "console",
    (message) => message.type() === "error" && seen.errors.push(message.text()),
  );
  page.on("pageerror", (error) => seen.errors.push(error.message));
  page.on("request", (request) => {
    const target = new URL(request.url());
    if (
      !["blob:", "data:"].includes(target.protocol) &&
      target.origin !== new URL(url).origin
    )
      seen.elsewhere.push(request.url());
  });
  page.on("response", async (response) => {
    if (!response.url().includes("/api/"))
      seen.bytes += (await response.body().catch(() => Buffer.alloc(0))).length;
  });
  await page.goto(url);
  return { page, context, seen };
}

/** Drops files on the page as a hand does. */
export async function drop(page, files) {
  const sent = files.map(({ name, bytes }) => ({
    name,
    base64: bytes.toString("base64"),
  }));
  await page.evaluate((all) => {
    const transfer = new DataTransfer();
    for (const { name, base64 } of all) {
      const bytes = Uint8Array.from(atob(base64), (letter) =>
        letter.charCodeAt(0),
      );
      transfer.items.add(
        new File([bytes], name, {
          type: name.endsWith(".jpg") ? "image/jpeg" : "",
        }),
      );
    }
    for (const type of ["dragenter", "dragover", "drop"]) {
      document.body.dispatchEvent(
        new DragEvent(type, {
          dataTransfer: transfer,
          bubbles: true,
          cancelable: true,
        }),
      );
    }
  }, sent);
}

/** Waits until so many photographs are in colour and the one on the stage has been drawn. */
export async function colored(page, count = 1) {
  await page.waitForFunction(
    (wanted) => document.querySelectorAll(".frame.done").length >= wanted,
    count,
    { timeout: 120_000 },
  );
  await page.locator(".split").waitFor();
  await settled(page);
}

/** Waits until the page asks for nothing and draws nothing new. */
export async function settled(page) {
  await page.waitForTimeout(600);
  await page
    .waitForLoadState("networkidle", { timeout: 3000 })
    .catch(() => undefined);
  await page.waitForTimeout(300);
}

export async function close() {
  for (const stop of closing.reverse()) await stop();
  rmSync(folder, { recursive: true, force: true });
}
