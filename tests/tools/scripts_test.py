"""tools/check_layers.py finds what it should, tools/summarize_tests.py counts as people do."""

import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

TOOLS = Path(__file__).resolve().parents[2] / "tools"


def run(script, argument):
    command = [sys.executable, TOOLS / script, argument]
    return subprocess.run(command, capture_output=True, text=True, check=False)


class CheckLayers(unittest.TestCase):
    def complaints(self, path, text):
        with tempfile.TemporaryDirectory() as root:
            source = Path(root) / path
            source.parent.mkdir(parents=True)
            source.write_text(text)
            done = run("check_layers.py", root)
        self.assertEqual(done.returncode, 0 if "keep to their layers" in done.stdout else 1)
        return done.stdout

    def test_accepts_downward_includes(self):
        text = '#pragma once\n#include <vector>\n#include "base/error.h"\n#include "graph/op.h"\n'
        self.assertEqual(self.complaints("src/graph/graph.h", text), "1 files keep to their layers\n")

    def test_names_file_and_line_of_an_upward_include(self):
        found = self.complaints("src/tensor/tensor.cpp", '\n#include "graph/graph.h"\n')
        self.assertIn('src/tensor/tensor.cpp:2: tensor may not include "graph/graph.h"', found)

    def test_refuses_headers_of_others(self):
        found = self.complaints("src/colorize/colorizer.cpp", "#include <vips/vips8>\n")
        self.assertIn("src/colorize/colorizer.cpp:1: <vips/vips8> belongs to image alone", found)

    def test_reads_spaces_and_folders_below(self):
        found = self.complaints("src/graph/passes/fold.cpp", "#  include <torch/torch.h>\n")
        self.assertIn("fold.cpp:1: <torch/torch.h> belongs to train alone", found)

    def test_tests_may_include_every_folder_but_not_every_library(self):
        self.assertEqual(self.complaints("tests/base/a_test.cpp",
                                         '#include <gtest/gtest.h>\n#include "cli/run.h"\n'),
                         "1 files keep to their layers\n")
        self.assertIn("belongs to infer alone",
                      self.complaints("tests/base/a_test.cpp", "#include <oneapi/dnnl/dnnl.hpp>\n"))

    def test_refuses_paths_that_climb_and_folders_without_a_layer(self):
        self.assertIn("climbs out", self.complaints("src/base/a.cpp", '#include "../tensor/a.h"\n'))
        self.assertIn("no layer", self.complaints("src/utils/a.cpp", "\n"))


class SummarizeTests(unittest.TestCase):
    def summary(self, cases):
        with tempfile.NamedTemporaryFile("w", suffix=".xml") as file:
            file.write(f"<testsuite>{cases}</testsuite>")
            file.flush()
            return run("summarize_tests.py", file.name)

    def test_counts_passed_and_failed(self):
        done = self.summary('<testcase status="run"/><testcase status="run"/><testcase status="fail"/>')
        self.assertEqual((done.stdout, done.returncode), ("2 passed, 1 failed\n", 1))

    def test_success_needs_a_test_that_ran(self):
        self.assertEqual(self.summary('<testcase status="run"/>').returncode, 0)
        self.assertEqual(self.summary("").returncode, 1)

    def test_a_missing_program_is_a_failure_and_a_skip_is_not(self):
        done = self.summary(
            '<testcase status="run"/>'
            '<testcase status="notrun"><skipped message="Unable to find executable"/></testcase>'
            '<testcase status="notrun"><skipped message="SKIP_REGULAR_EXPRESSION_MATCHED"/></testcase>'
        )
        self.assertEqual((done.stdout, done.returncode), ("1 passed, 1 failed, 1 skipped\n", 1))

    def test_a_file_that_is_not_there_is_an_error(self):
        done = run("summarize_tests.py", "/nonexistent.xml")
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("cannot read '/nonexistent.xml'", done.stderr)


if __name__ == "__main__":
    unittest.main()
