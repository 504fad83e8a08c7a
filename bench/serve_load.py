#!/usr/bin/env python3
"""Loads `autochrome serve` with many clients and checks every answer.

Starts the server on a free port, colours each photo once by the command line, then lets CLIENTS
clients post photos to /api/v1/colorize for SECONDS seconds. An accepted answer must be the command
line's to the last byte; any status but 200 and 429 is an error. Prints one object of JSON.

Whom the server accepts has before it at most a full queue and a picture in each worker, so that as
many answers as there are `places` end its wait: `places_mean_ms` is what those take on average,
places / per_second, and `places_p99_ms` the 99th percentile of what so many answers in a row took,
which `p99_ms` is to be held against. The latter also has the way to the server and back, 200 clients
in one process of Python. `per_second` counts the answers that came within the SECONDS, the times
those of all that were accepted.
Usage: serve_load.py PROGRAM PHOTO... [--clients N] [--seconds S] [--workers N] [--queue N]
  [--serve "OPTIONS"]
"""

import argparse
import hashlib
import http.client
import json
import os
import re
import shlex
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path


def start(program, folder, options):
    command = [program, "serve", "--port", "0", "--work", f"{folder}/work", "--log", "none", *options]
    begun = time.perf_counter()
    server = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    for line in server.stderr:
        if found := re.search(r"http://[\d.]+:(\d+)/", line):
            port = int(found[1])
            ask(port, "GET", "/healthz")
            return server, port, time.perf_counter() - begun
    sys.exit("serve_load.py: the server did not start")


def ask(port, method, path, body=None):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    try:
        connection.request(method, path, body)
        response = connection.getresponse()
        return response.status, response.read(), response.getheader("Retry-After")
    finally:
        connection.close()


def resident_megabytes(pid):
    status = Path(f"/proc/{pid}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) / 1024


def children(pid):
    text = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    return [int(child) for child in text.split()]


def memory(pid):
    """Megabytes of the serving process, of the one that holds the models, and of each worker."""
    zygote = children(pid)[0]
    workers = [round(resident_megabytes(child), 1) for child in children(zygote)]
    return {
        "front": round(resident_megabytes(pid), 1),
        "zygote": round(resident_megabytes(zygote), 1),
        "workers": workers,
    }


class Load:
    def __init__(self, port, photos, wanted):
        self.port, self.photos, self.wanted = port, photos, wanted
        self.codes, self.times, self.wrong, self.lock = Counter(), [], 0, threading.Lock()
        self.late = 0  # accepted, answered after the end
        self.answered = []  # when, seconds of the clock

    def client(self, number, end):
        while time.perf_counter() < end:
            photo = number % len(self.photos)
            begun = time.perf_counter()
            try:
                code, body, _ = ask(self.port, "POST", "/api/v1/colorize", self.photos[photo])
            except OSError as failure:
                code, body = type(failure).__name__, b""
            now = time.perf_counter()
            took = now - begun
            with self.lock:
                self.codes[code] += 1
                if code == 200:
                    self.times.append(took)
                    self.late += now > end
                    self.answered.append(now)
                    self.wrong += hashlib.sha256(body).hexdigest() != self.wanted[photo]
            if code != 200:
                time.sleep(0.25)
            number += 1

    def per_second(self, seconds):
        return (len(self.times) - self.late) / seconds

    def in_a_row(self, count):
        """Seconds that every `count` answers in a row took."""
        moments = sorted(self.answered)
        return [later - moment for moment, later in zip(moments, moments[count:])]

    def run(self, clients, seconds):
        end = time.perf_counter() + seconds
        threads = [threading.Thread(target=self.client, args=(n, end)) for n in range(clients)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()


def quantile(values, share):
    return sorted(values)[min(len(values) - 1, int(share * len(values)))] if values else None


def by_command_line(program, photo, target):
    """Seconds it took, and the hash of what came out."""
    run = subprocess.run(
        [program, "colorize", photo, "-o", target, "--json", "--threads", "1"],
        check=True, capture_output=True, text=True)
    return json.loads(run.stdout)["seconds"], hashlib.sha256(Path(target).read_bytes()).hexdigest()


def milliseconds(seconds):
    return round(1e3 * (seconds or 0), 1)


def figures(load, places, seconds):
    per_second = load.per_second(seconds)
    return {
        "codes": {str(code): count for code, count in load.codes.items()},
        "per_second": round(per_second, 2),
        "p50_ms": milliseconds(quantile(load.times, 0.5)),
        "p99_ms": milliseconds(quantile(load.times, 0.99)),
        "places": places,
        "places_mean_ms": milliseconds(places / per_second if per_second else 0),
        "places_p99_ms": milliseconds(quantile(load.in_a_row(places), 0.99)),
    }


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("photos", nargs="+")
    parser.add_argument("--clients", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--workers", type=int, default=os.cpu_count())
    parser.add_argument("--queue", type=int, default=64)
    parser.add_argument("--serve", default="")
    call = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        made = [by_command_line(call.program, photo, f"{folder}/{number}{Path(photo).suffix}")
                for number, photo in enumerate(call.photos)]
        wanted = [digest for _, digest in made]
        photos = [Path(photo).read_bytes() for photo in call.photos]
        server, port, cold = start(call.program, folder, [
            "--workers", str(call.workers), "--queue", str(call.queue), *shlex.split(call.serve)])
        alone, warm, load = (Load(port, photos, wanted) for _ in range(3))
        alone.run(1, 5)
        warm.run(call.clients, 10)
        before = memory(server.pid)
        load.run(call.clients, call.seconds)
        after = memory(server.pid)
        server.terminate()
        print(json.dumps({
            "cold_start_ms": milliseconds(cold),
            "command_line_ms": milliseconds(statistics.median(seconds for seconds, _ in made)),
            "alone_ms": milliseconds(statistics.median(alone.times[1:] or alone.times)),
            "clients": call.clients,
            "seconds": call.seconds,
            **figures(load, call.queue + call.workers, call.seconds),
            "wrong": load.wrong + warm.wrong + alone.wrong,
            "memory_before_mb": before,
            "memory_after_mb": after,
            "exit_code": server.wait(),
        }, indent=1))


if __name__ == "__main__":
    main()
