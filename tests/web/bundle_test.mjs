// The committed bundle is what its sources give.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { installed, web } from "./requirements.mjs";

function files(folder) {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath ?? entry.path, entry.name).slice(folder.length),
    )
    .sort();
}

const vite = installed("vite/bin/vite.js");
const fresh = mkdtempSync(join(tmpdir(), "autochrome-studio-"));
try {
  const { status } = spawnSync(
    process.execPath,
    [vite, "build", "--outDir", fresh, "--emptyOutDir", "--logLevel", "warn"],
    { cwd: web, stdio: "inherit" },
  );
  assert.equal(status, 0, "the build fails");
  const committed = join(web, "dist");
  assert.deepEqual(
    files(fresh),
    files(committed),
    "web/dist has other files than its sources give; run npm run build in web/",
  );
  for (const file of files(fresh)) {
    assert.ok(
      readFileSync(fresh + file).equals(readFileSync(committed + file)),
      `web/dist${file} is not what its sources give`,
    );
  }
  console.log(`${files(fresh).length} files, all alike`);
} finally {
  rmSync(fresh, { recursive: true });
}
