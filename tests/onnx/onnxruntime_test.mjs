// What `autochrome export` writes, run in ONNX Runtime, against our engine: PROGRAM ANSWERS MODEL.
// ONNX Runtime is that of bench/peers; without it the test is skipped: exit code 77.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { metadataOf } from "./metadata.mjs";

const tolerance = 1e-3;
const [program, answers, model] = process.argv.slice(2);

function engine() {
  const peers = fileURLToPath(new URL("../../bench/peers/", import.meta.url));
  try {
    return createRequire(peers)("onnxruntime-node");
  } catch (error) {
    console.log(`skipped: no onnxruntime-node (${error.message.split("\n")[0]}); run npm ci in bench/peers`);
    process.exit(77);
  }
}

function floats(path) {
  const bytes = readFileSync(path);
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
}

function largestDifference(a, b) {
  assert.equal(a.length, b.length);
  let largest = 0;
  for (let i = 0; i < a.length; ++i) {
    const difference = Math.abs(a[i] - b[i]);
    if (!(difference <= largest)) largest = difference;
  }
  return largest;
}

const ort = engine();
const folder = mkdtempSync(join(tmpdir(), "autochrome-onnx-"));
try {
  const file = join(folder, "model.onnx");
  execFileSync(program, ["export", model, "-o", file], { stdio: "inherit" });
  const wanted = JSON.parse(execFileSync(answers, [model, folder], { encoding: "utf8" }));
  assert.deepEqual(metadataOf(readFileSync(file)), {
    net: wanted.net,
    config: JSON.stringify(wanted.config),
  });
  const session = await ort.InferenceSession.create(file, { executionProviders: ["cpu"] });
  assert.deepEqual(session.inputNames, [wanted.input]);
  const { shape } = session.inputMetadata[0];
  assert.deepEqual([shape[0], shape[2], shape[3]], ["N", "H", "W"], "batch and size are open");
  for (const run of wanted.runs) {
    const pictures = new ort.Tensor("float32", floats(`${run.stem}.in`), run.input);
    const results = await session.run({ [wanted.input]: pictures });
    for (const [name, dims] of Object.entries(run.outputs)) {
      assert.deepEqual(results[name].dims, dims);
      const difference = largestDifference(results[name].data, floats(`${run.stem}.${name}.out`));
      console.log(`${wanted.net} ${run.input}: '${name}' differs by ${difference.toExponential(1)}`);
      assert.ok(difference <= tolerance, `wanted at most ${tolerance}`);
    }
  }
} finally {
  rmSync(folder, { recursive: true });
}
