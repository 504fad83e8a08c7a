#!/usr/bin/env python3
"""Loads `autochrome serve` with many clients and checks every answer.

Starts the server on a free port, colours each photo once by the command line, then lets CLIENTS
clients post photos to /api/v1/colorize for SECONDS seconds. An accepted answer must be the command
line's to the last byte; any status but 200 and 429 is an error. Prints one object of JSON.
Usage: serve_load.py PROGRAM PHOTO... [--clients N] [--seconds S] [--serve "OPTIONS"]
"""

import argparse
import hashlib
import http.client
import json
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

    def client(self, number, end):
        while time.perf_counter() < end:
            photo = number % len(self.photos)
            begun = time.perf_counter()
            try:
                code, body, _ = ask(self.port, "POST", "/api/v1/colorize", self.photos[photo])
            except OSError as failure:
                code, body = type(failure).__name__, b""
            took = time.perf_counter() - begun
            with self.lock:
                self.codes[code] += 1
                if code == 200:
                    self.times.append(took)
                    self.wrong += hashlib.sha256(body).hexdigest() != self.wanted[photo]
            if code != 200:
                time.sleep(0.25)
            number += 1

    def run(self, clients, seconds):
        end = time.perf_counter() + seconds
        threads = [threading.Thread(target=self.client, args=(n, end)) for n in range(clients)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()


def quantile(values, share):
    return sorted(values)[min(len(values) - 1, int(share * len(values)))] if values else None


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("photos", nargs="+")
    parser.add_argument("--clients", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--serve", default="")
    call = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        photos, wanted, command_line = [], [], []
        for number, photo in enumerate(call.photos):
            target = f"{folder}/{number}{Path(photo).suffix}"
            run = subprocess.run(
                [call.program, "colorize", photo, "-o", target, "--json", "--threads", "1"],
                check=True, capture_output=True, text=True)
            command_line.append(json.loads(run.stdout)["seconds"])
            photos.append(Path(photo).read_bytes())
            wanted.append(hashlib.sha256(Path(target).read_bytes()).hexdigest())
        server, port, cold = start(call.program, folder, shlex.split(call.serve))
        alone = Load(port, photos, wanted)
        alone.run(1, 5)
        warm = Load(port, photos, wanted)
        warm.run(call.clients, 10)
        before = memory(server.pid)
        load = Load(port, photos, wanted)
        load.run(call.clients, call.seconds)
        after = memory(server.pid)
        server.terminate()
        print(json.dumps({
            "cold_start_ms": round(1e3 * cold, 1),
            "command_line_ms": round(1e3 * statistics.median(command_line), 1),
            "alone_ms": round(1e3 * statistics.median(alone.times[1:] or alone.times), 1),
            "clients": call.clients,
            "seconds": call.seconds,
            "codes": {str(code): count for code, count in load.codes.items()},
            "wrong": load.wrong + warm.wrong + alone.wrong,
            "p50_ms": round(1e3 * (quantile(load.times, 0.5) or 0), 1),
            "p99_ms": round(1e3 * (quantile(load.times, 0.99) or 0), 1),
            "per_second": round(len(load.times) / call.seconds, 2),
            "memory_before_mb": before,
            "memory_after_mb": after,
            "exit_code": server.wait(),
        }, indent=1))


if __name__ == "__main__":
    main()
