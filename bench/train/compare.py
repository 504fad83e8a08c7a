#!/usr/bin/env python3
"""Times training steps of our networks beside the same networks in PyTorch.

    cmake --preset train -DAUTOCHROME_BENCH=ON && ninja -C build/train train_bench
    bench/train/compare.py --net unet --net autoencoder --threads 2

train_bench writes the network's graph down; here every node of it becomes the module that one
would write in PyTorch by hand, run eagerly, with Adam and mean squared error; of Pix2Pix it is the
generator alone, on both sides. They take turns, so that whatever else the machine does burdens both
alike; the ratio of neighbouring rounds is what to quote. Both get the same bounds for malloc. Needs
python3-torch.
"""

import argparse
import json
import os
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time

MALLOC = {"MALLOC_MMAP_THRESHOLD_": "1073741824", "MALLOC_TRIM_THRESHOLD_": "2147483647"}


def network(text):
    """A torch.nn.Module that does what the graph says."""
    import torch
    from torch import nn

    def conv(spec):
        inputs, outputs, kernel, stride, dilation, groups, begin, end = map(
            int, re.match(r"(\d+)->(\d+) k(\d+) s(\d+) d(\d+) g(\d+) p(\d+),(\d+)", spec).groups())
        bias = spec.endswith("bias")
        if begin == end:
            return nn.Conv2d(inputs, outputs, kernel, stride, begin, dilation, groups, bias)
        return nn.Sequential(nn.ZeroPad2d((begin, end, begin, end)),
                             nn.Conv2d(inputs, outputs, kernel, stride, 0, dilation, groups, bias))

    def conv_transpose(spec):
        inputs, outputs, kernel, stride, pad = map(
            int, re.match(r"(\d+)->(\d+) k(\d+) s(\d+) p(\d+)", spec).groups())
        return nn.ConvTranspose2d(inputs, outputs, kernel, stride, pad,
                                  bias=spec.endswith("bias"))

    makers = {
        "conv": conv,
        "conv_transpose": conv_transpose,
        "batch_norm": lambda spec: nn.BatchNorm2d(int(spec.split()[0]), eps=1e-3),
        "relu": lambda spec: nn.ReLU(),
        "leaky_relu": lambda spec: nn.LeakyReLU(float(spec)),
        "sigmoid": lambda spec: nn.Sigmoid(),
        "tanh": lambda spec: nn.Tanh(),
        "max_pool": lambda spec: nn.MaxPool2d(int(spec)),
        "dropout": lambda spec: nn.Dropout(float(spec)),
        "resize": lambda spec: nn.Upsample(scale_factor=int(spec.split()[0]),
                                           mode=spec.split()[1]),
    }

    class Graph(nn.Module):
        def __init__(self):
            super().__init__()
            self.steps = []
            for line in text.splitlines():
                if line.startswith("output "):
                    self.output = line.split(" = ")[1]
                    continue
                name, kind, spec, read = re.match(r"(\S+) = (\S+) ?(.*) \((.*)\)", line).groups()
                module = makers[kind](spec) if kind in makers else None
                if module is not None:
                    self.add_module(name.replace(".", "_"), module)
                self.steps.append((name, kind, module, read.split(", ") if read else []))

        def forward(self, x):
            values = {}
            for name, kind, module, read in self.steps:
                inputs = [values[one] for one in read]
                if kind == "input":
                    values[name] = x
                elif kind == "concat":
                    values[name] = torch.cat(inputs, 1)
                elif kind == "add":
                    values[name] = sum(inputs[1:], inputs[0])
                else:
                    values[name] = module(inputs[0])
            return values[self.output]

    return Graph()


def peer(arguments):
    """This script run as the other side: the same JSON as train_bench's."""
    import torch

    torch.set_num_threads(arguments.threads)
    torch.manual_seed(1)
    with open(arguments.graph) as file:
        module = network(file.read())
    adam = torch.optim.Adam(module.parameters(), lr=1e-3, eps=1e-7)
    x = torch.rand(arguments.batch, 1, arguments.size, arguments.size)
    target = torch.rand(arguments.batch, 2, arguments.size, arguments.size)
    steps = []
    for step in range(arguments.warm_up + arguments.steps):
        start = time.perf_counter()
        adam.zero_grad(set_to_none=True)
        torch.nn.functional.mse_loss(module(x), target).backward()
        adam.step()
        if step >= arguments.warm_up:
            steps.append(time.perf_counter() - start)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"steps_s": steps, "peak_mib": peak}))


def run(command, threads):
    environment = {**os.environ, **MALLOC, "OMP_NUM_THREADS": str(threads)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"compare.py: {' '.join(command)} failed:\n{done.stderr}")
    return json.loads(done.stdout)


def compare(net, arguments):
    name, *fields = net.split(",")
    common = ["--size", str(arguments.size), "--batch", str(arguments.batch), "--threads",
              str(arguments.threads), "--steps", str(arguments.steps)]
    with tempfile.TemporaryDirectory() as folder:
        graph = os.path.join(folder, "graph.txt")
        ours = [arguments.engine, "--net", name, "--reconstruction", "--graph", graph, *common]
        for field in fields:
            ours += ["--set", field]
        theirs = [sys.executable, __file__, "--peer", "--graph", graph, *common]
        rounds = [(run(ours, arguments.threads), run(theirs, arguments.threads))
                  for _ in range(arguments.rounds)]
    ratios = [statistics.median(b["steps_s"]) / statistics.median(a["steps_s"]) for a, b in rounds]
    best = max(rounds, key=lambda both: both[0]["images_per_s"])[0]
    memory = statistics.median(a["peak_mib"] / b["peak_mib"] for a, b in rounds)
    outside = statistics.median(a["outside_step"] for a, _ in rounds)
    print(f"| {net} | {statistics.median(ratios):.2f} ({min(ratios):.2f}-{max(ratios):.2f}) | "
          f"{memory:.2f} | {best['images_per_s']:.1f} | {best['gflop_per_s']:.0f} | "
          f"{100 * outside:.1f} % |", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--net", action="append", help="NAME[,FIELD=VALUE...], several may follow")
    parser.add_argument("--size", type=int, default=128)
    parser.add_argument("--batch", type=int, default=8)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--steps", type=int, default=6)
    parser.add_argument("--warm-up", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--engine", default="build/train/bench/train/train_bench")
    parser.add_argument("--peer", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--graph", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.peer:
        return peer(arguments)
    print("| network | PyTorch's step / ours | memory, ours / PyTorch's | images/s | GFLOP/s | "
          "outside the step |\n| --- | --- | --- | --- | --- | --- |")
    for net in arguments.net or ["autoencoder", "deep-cnn", "unet", "resnet", "densenet",
                                 "pix2pix"]:
        compare(net, arguments)


if __name__ == "__main__":
    main()
