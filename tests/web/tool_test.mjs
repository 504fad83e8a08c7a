// tool_test.mjs MODULE argument...: runs a program of web/node_modules in web/.

import { spawnSync } from "node:child_process";

import { installed, web } from "./requirements.mjs";

const [module, ...rest] = process.argv.slice(2);
const { status } = spawnSync(process.execPath, [installed(module), ...rest], {
  cwd: web,
  stdio: "inherit",
});
process.exit(status ?? 1);
