// What the tests need that not every machine has. Without it a test is skipped: exit code 77.

import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

export const web = fileURLToPath(new URL("../../web/", import.meta.url));

export function skip(reason) {
  console.log(`skipped: ${reason}`);
  process.exit(77);
}

/** The path of a file in web/node_modules. */
export function installed(path) {
  const full = `${web}node_modules/${path}`;
  if (!existsSync(full))
    skip(`web/node_modules/${path} is missing; run npm ci in web/`);
  return full;
}

export function chromium() {
  installed("playwright-core/package.json");
  const path = process.env.CHROMIUM ?? "/usr/bin/chromium";
  if (!existsSync(path))
    skip(`there is no ${path}; install Debian's chromium or set CHROMIUM`);
  return { ...createRequire(web)("playwright-core"), path };
}
