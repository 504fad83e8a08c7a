#!/usr/bin/env python3
"""Prints `N passed, N failed` (and `, N skipped`) for a JUnit file that ctest wrote.

Exits with 1 when a test failed or none ran. A test whose program is missing is to CTest a failure
but to its JUnit file merely not run: only those that asked to be skipped count as skipped.
"""

import sys
import xml.etree.ElementTree as xml
from collections import Counter


def outcome(case):
    if case.get("status") == "run":
        return "passed"
    skipped = case.find("skipped")
    if case.get("status") == "disabled":
        return "skipped"
    if skipped is not None and skipped.get("message", "").startswith("SKIP_"):
        return "skipped"
    return "failed"


def main(path):
    try:
        counts = Counter(outcome(case) for case in xml.parse(path).iter("testcase"))
    except (OSError, xml.ParseError) as error:
        sys.exit(f"summarize_tests.py: cannot read '{path}': {error}")
    line = f"{counts['passed']} passed, {counts['failed']} failed"
    if counts["skipped"]:
        line += f", {counts['skipped']} skipped"
    print(line)
    return 1 if counts["failed"] or not counts["passed"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
