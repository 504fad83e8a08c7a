// The memory that a process takes to load a network and run it, ours and ONNX Runtime's: each in a
// fresh process that has the engine's library and the pictures in memory before it starts to count.
// See README.md.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const shipped = ["unet", "autoencoder", "deep-cnn", "resnet", "densenet", "pix2pix"];
const { values: args } = parseArgs({
  options: {
    engine: { type: "string", default: "build/bench/bench/peers/peer_memory" },
    nets: {
      type: "string",
      default: [...shipped.map((name) => `models/${name}.safetensors`), "unet_s", "eccv16"].join(","),
    },
    sides: { type: "string", default: "128,512" },
    threads: { type: "string", default: "2" },
    repeats: { type: "string", default: "3" },
  },
});
const peer = fileURLToPath(new URL("memory_peer.mjs", import.meta.url));

const answer = (program, ...words) =>
  JSON.parse(execFileSync(program, words.map(String), { stdio: ["ignore", "pipe", "inherit"] }));

const mib = (kib) => kib / 1024;
const median = (numbers) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1];

/** Medians of the peak above what was there before, and of the whole peak, in MiB. */
function measured(measure) {
  const all = Array.from({ length: Number(args.repeats) }, measure);
  return {
    above: median(all.map((one) => mib(one.peak_kib - one.before_kib))),
    whole: median(all.map((one) => mib(one.peak_kib))),
  };
}

const folder = mkdtempSync(join(tmpdir(), "autochrome-peers-"));
try {
  console.log(`MiB, ${args.threads} threads, medians of ${args.repeats} processes`);
  console.log("network          side     ours   theirs   ratio   (whole process: ours, theirs)");
  for (const net of args.nets.split(",")) {
    for (const side of args.sides.split(",")) {
      const file = join(folder, "model.onnx");
      const to = answer(args.engine, "write", net, side, file);
      const rest = [side, to.channels, to.side, args.threads];
      const ours = measured(() => answer(args.engine, "measure", net, ...rest));
      const theirs = measured(() => answer(process.execPath, "--expose-gc", peer, file, ...rest));
      const [above, their, ratio, whole, their_whole] = [
        ours.above, theirs.above, ours.above / theirs.above, ours.whole, theirs.whole,
      ].map((value, i) => value.toFixed(i === 2 ? 2 : 1).padStart(i === 2 ? 7 : 8));
      const name = basename(net, ".safetensors").padEnd(14);
      console.log(`${name} ${side.padStart(6)} ${above} ${their} ${ratio}   (${whole}, ${their_whole})`);
    }
  }
} finally {
  rmSync(folder, { recursive: true });
}
