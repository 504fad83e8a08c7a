"""What `autochrome export` writes, run in OpenCV's DNN module, against our engine: PROGRAM ANSWERS
MODEL. Needs Debian's python3-opencv; without it the test is skipped: exit code 77."""

import json
import subprocess
import sys
import tempfile

try:
    import cv2
    import numpy
except ImportError as error:
    print(f"skipped: {error}; install python3-opencv")
    sys.exit(77)

TOLERANCE = 1e-3


def floats(path, shape):
    return numpy.fromfile(path, dtype=numpy.float32).reshape(shape)


def check(net, run, wanted):
    """Both outputs at once, since OpenCV keeps no intermediate value that it is not asked for."""
    net.setInput(floats(f"{run['stem']}.in", run["input"]), wanted["input"])
    names = list(run["outputs"])
    for name, got in zip(names, net.forward(names)):
        shape = run["outputs"][name]
        difference = numpy.abs(got.reshape(shape) - floats(f"{run['stem']}.{name}.out", shape)).max()
        print(f"{wanted['net']} {run['input']}: '{name}' differs by {difference:.1e}")
        if not difference <= TOLERANCE:
            sys.exit(f"wanted at most {TOLERANCE}")


def main():
    program, answers, model = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        file = f"{folder}/model.onnx"
        subprocess.run([program, "export", model, "-o", file], check=True)
        wanted = json.loads(subprocess.check_output([answers, model, folder]))
        for run in wanted["runs"]:
            # OpenCV settles on the size of the first picture, so each gets a network of its own.
            check(cv2.dnn.readNetFromONNX(file), run, wanted)


main()
