// Autochrome's CPU engine and another one on the same network, the same pictures and the same
// number of threads, in one interleaved run: a round of one, a round of the other. See README.md.
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const options = {
  engine: { type: "string", default: "build/bench/bench/peers/peer_engine" },
  net: { type: "string", default: "unet_s" },
  peer: { type: "string", default: "onnxruntime" },
  python: { type: "string", default: "/usr/bin/python3" },
  side: { type: "string", default: "128" },
  batch: { type: "string", default: "1" },
  threads: { type: "string", default: "2" },
  rounds: { type: "string", default: "15" },
  runs: { type: "string", default: "20" },
};
const { values: args } = parseArgs({ options });
const [side, batch, threads, rounds, runs] = ["side", "batch", "threads", "rounds", "runs"].map(
  (name) => Number.parseInt(args[name], 10),
);

const pythonPeer = fileURLToPath(new URL("peer.py", import.meta.url));

// Both engines' threads spin for a while when a run ends; they are asleep again after this.
const settle = () => sleep(100);

const children = [];

/** A program that answers a line at a time, and a number of runs with their times in ms. */
function start(program, programArguments) {
  const child = spawn(program, programArguments.map(String), { stdio: ["pipe", "pipe", "inherit"] });
  children.push(child);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const answer = async () => {
    const { value, done } = await lines.next();
    if (done) throw new Error(`${program} ended early`);
    return JSON.parse(value);
  };
  const time = (count) => {
    child.stdin.write(`${count}\n`);
    return answer();
  };
  return { answer, time };
}

function readFloats(path) {
  const bytes = readFileSync(path);
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
}

async function startOnnxRuntime(folder, shape) {
  const { default: ort } = await import("onnxruntime-node");
  const session = await ort.InferenceSession.create(join(folder, "model.onnx"), {
    executionProviders: ["cpu"],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    graphOptimizationLevel: "all",
  });
  const pixels = readFloats(join(folder, "input.f32"));
  const feeds = { [session.inputNames[0]]: new ort.Tensor("float32", pixels, shape) };
  const run = async () => (await session.run(feeds))[session.outputNames[0]].data;
  const time = async (count) => {
    const times = [];
    for (let i = 0; i < count; ++i) {
      const start = performance.now();
      await run();
      times.push(performance.now() - start);
    }
    return times;
  };
  return { outputs: await run(), time };
}

async function startPython(folder, shape) {
  writeFileSync(join(folder, "input.json"), JSON.stringify(shape));
  const peer = start(args.python, [pythonPeer, args.peer, folder, threads]);
  await peer.answer();
  return { outputs: readFloats(join(folder, "peer.f32")), time: peer.time };
}

function largestDifference(a, b) {
  if (a.length !== b.length) throw new Error(`${a.length} values against ${b.length}`);
  let largest = 0;
  for (let i = 0; i < a.length; ++i) {
    const difference = Math.abs(a[i] - b[i]);
    if (!(difference <= largest)) largest = difference;
  }
  return largest;
}

const quantile = (sorted, q) => sorted[Math.round(q * (sorted.length - 1))];

function summary(times) {
  const sorted = times.toSorted((a, b) => a - b);
  return {
    median: quantile(sorted, 0.5),
    low: quantile(sorted, 0.1),
    high: quantile(sorted, 0.9),
    best: sorted[0],
  };
}

function row(name, times, gflop) {
  const { median, low, high, best } = summary(times);
  const text = [median, low, high, best].map((ms) => ms.toFixed(3).padStart(9)).join("");
  console.log(`${name.padEnd(14)}${text}${((gflop / median) * 1e3).toFixed(1).padStart(9)}`);
}

const folder = mkdtempSync(join(tmpdir(), "autochrome-peers-"));
try {
  const ours = start(args.engine, [folder, args.net, side, batch, threads]);
  const { gflop } = await ours.answer();
  const startPeer = args.peer === "onnxruntime" ? startOnnxRuntime : startPython;
  const peer = await startPeer(folder, [batch, 1, side, side]);
  const difference = largestDifference(peer.outputs, readFloats(join(folder, "output.f32")));
  if (!(difference <= 1e-3)) throw new Error(`the outputs differ by ${difference}`);

  const ourTimes = [];
  const peerTimes = [];
  const ratios = [];
  for (let round = 0; round < rounds; ++round) {
    await settle();
    const mine = await ours.time(runs);
    await settle();
    const theirs = await peer.time(runs);
    ourTimes.push(...mine);
    peerTimes.push(...theirs);
    ratios.push(summary(theirs).median / summary(mine).median);
  }

  console.log(`${args.net}, ${batch} of ${side}x${side}, ${threads} threads, ${rounds} rounds of ${runs} runs`);
  console.log(`largest difference of the outputs: ${difference.toExponential(1)}`);
  console.log(`${"ms a run".padEnd(14)}   median      10%      90%     best  GFLOP/s`);
  row("autochrome", ourTimes, gflop);
  row(args.peer, peerTimes, gflop);
  const { median, low, high } = summary(ratios);
  const [m, l, h] = [median, low, high].map((ratio) => ratio.toFixed(2));
  const best = (summary(peerTimes).best / summary(ourTimes).best).toFixed(2);
  console.log(`speed against ${args.peer}: ${m} (median of rounds; 10 to 90 %: ${l} to ${h}; of the best runs: ${best})`);
} finally {
  for (const child of children) child.stdin.end();
  rmSync(folder, { recursive: true });
}
