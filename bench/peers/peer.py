#!/usr/bin/env python3
"""Another engine's side of compare.mjs: ENGINE FOLDER THREADS, where ENGINE is opencv or torch.

Reads model.onnx and the pictures of input.f32 (shape in input.json) from the folder, writes what the
network answers to peer.f32 and says so by an empty list of times; then runs as often as it is told on
standard input and prints the milliseconds of each run. Needs python3-opencv, or python3-torch and
python3-onnx: torch reads no ONNX itself, so here every node becomes the function that one would call
by hand, traced, frozen and optimised for inference as its documentation advises.
"""

import json
import sys
import time
from pathlib import Path

import numpy


def opencv(file, pictures, threads):
    import cv2

    cv2.setNumThreads(threads)
    net = cv2.dnn.readNetFromONNX(str(file))

    def run():
        net.setInput(pictures)
        return net.forward()

    return run


def function_of(node, attributes, constants):
    """What a node does to its inputs that are no constants, as torch's functions."""
    import torch
    from torch.nn import functional

    values = [torch.tensor(constants[name]) for name in node.input if name in constants]
    if node.op_type == "Conv":
        top, left, bottom, right = attributes["pads"]
        even = (top, left) == (bottom, right)
        conv = lambda x: functional.conv2d(x, *values, stride=attributes["strides"],
                                           padding=(top, left) if even else 0,
                                           dilation=attributes["dilations"], groups=attributes["group"])
        return conv if even else lambda x: conv(functional.pad(x, (left, right, top, bottom)))
    if node.op_type == "ConvTranspose":
        return lambda x: functional.conv_transpose2d(x, *values, stride=attributes["strides"],
                                                     padding=attributes["pads"][:2])
    if node.op_type == "BatchNormalization":
        weight, bias, mean, variance = values
        return lambda x: functional.batch_norm(x, mean, variance, weight, bias, eps=attributes["epsilon"])
    if node.op_type == "Resize":
        how = {"nearest": {"mode": "nearest"}, "linear": {"mode": "bilinear", "align_corners": False}}
        scale = float(values[0][2])
        return lambda x: functional.interpolate(x, scale_factor=scale, **how[attributes["mode"].decode()])
    return {
        "Concat": lambda *x: torch.cat(x, 1),
        "Sum": lambda *x: sum(x[1:], x[0]),
        "Relu": functional.relu,
        "LeakyRelu": lambda x: functional.leaky_relu(x, attributes["alpha"]),
        "Sigmoid": torch.sigmoid,
        "Tanh": torch.tanh,
        "MaxPool": lambda x: functional.max_pool2d(x, attributes["kernel_shape"], attributes["strides"]),
        "GlobalAveragePool": lambda x: x.mean((2, 3), keepdim=True),
        "Dropout": lambda x: x,
        "Identity": lambda x: x,
    }[node.op_type]


def torch(file, pictures, threads):
    import onnx
    import torch
    from onnx import helper, numpy_helper

    torch.set_num_threads(threads)
    graph = onnx.load(str(file)).graph
    constants = {one.name: numpy_helper.to_array(one).copy() for one in graph.initializer}
    steps = []
    for node in graph.node:
        attributes = {one.name: helper.get_attribute_value(one) for one in node.attribute}
        inputs = [name for name in node.input if name and name not in constants]
        steps.append((inputs, function_of(node, attributes, constants), node.output[0]))

    class Network(torch.nn.Module):
        def forward(self, x):
            values = {graph.input[0].name: x}
            for inputs, function, output in steps:
                values[output] = function(*(values[name] for name in inputs))
            return values[graph.output[0].name]

    x = torch.from_numpy(pictures)
    with torch.no_grad():
        traced = torch.jit.trace(Network().eval(), x, check_trace=False)
        network = torch.jit.optimize_for_inference(torch.jit.freeze(traced))

    def run():
        with torch.no_grad():
            return network(x).numpy()

    return run


def main():
    engine, folder, threads = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
    shape = json.loads((folder / "input.json").read_text())
    pictures = numpy.fromfile(folder / "input.f32", dtype=numpy.float32).reshape(shape)
    run = {"opencv": opencv, "torch": torch}[engine](folder / "model.onnx", pictures, threads)
    run().astype(numpy.float32).tofile(folder / "peer.f32")
    print("[]", flush=True)
    for line in sys.stdin:
        times = []
        for _ in range(int(line)):
            start = time.perf_counter()
            run()
            times.append(1e3 * (time.perf_counter() - start))
        print(json.dumps(times), flush=True)


if __name__ == "__main__":
    main()
