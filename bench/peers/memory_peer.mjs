// ONNX Runtime's side of memory.mjs, a process of its own: FILE.onnx SIDE CHANNELS
// OUTPUT_SIDE THREADS.
import { readFileSync, writeFileSync } from "node:fs";
import ort from "onnxruntime-node";

const runs = 3;
const [file, ...numbers] = process.argv.slice(2);
const [side, channels, outputSide, threads] = numbers.map(Number);

/** "VmRSS" or "VmHWM" of /proc/self/status, in KiB. */
const status = (name) =>
  Number(readFileSync("/proc/self/status", "utf8").match(new RegExp(`${name}:\\s+(\\d+)`))[1]);

const zeros = (dims) =>
  new ort.Tensor("float32", new Float32Array(dims.reduce((a, b) => a * b)).fill(0), dims);
const from = zeros([1, 1, side, side]);
const to = zeros([1, channels, outputSide, outputSide]);

// Collected and compiled before, so that what is counted is the engine's and not JavaScript's.
globalThis.gc();
const before = status("VmRSS");
writeFileSync("/proc/self/clear_refs", "5");
const session = await ort.InferenceSession.create(file, {
  executionProviders: ["cpu"],
  intraOpNumThreads: threads,
  interOpNumThreads: 1,
  graphOptimizationLevel: "all",
});
for (let i = 0; i < runs; ++i) {
  await session.run({ [session.inputNames[0]]: from }, { [session.outputNames[0]]: to });
}
console.log(JSON.stringify({ before_kib: before, peak_kib: status("VmHWM") }));
