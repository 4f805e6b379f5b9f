"""
What sealing costs in a browser: `python -m bench.sealing_in_browser`.

Drives the page's own worker in Chromium with a file on disk of each size, and tells how long hashing took, and sealing with
reading back; and by how much the browser's memory grew at most, over all of its processes. Reported, without a bound.
"""

from __future__ import annotations

import argparse
import base64
import functools
import http.server
import json
import os
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

from config.environment import BASE
from config.launch.test import CHROMIUM
from tests.toolkit.pki import NOW

SIZES = (10_000_000, 200_000_000)
BLOCK = 1024 * 1024
KEY_FILES = BASE / "portal" / "frontend" / "sealing" / "fixtures" / "keyfiles.json"
FILING = BASE / "docs" / "formats" / "vectors" / "filing.json"
PAGE = b"<!doctype html><meta charset=utf-8><title>Sealing</title><input type=file id=file>"
SEAL = """async ({ keyFile, password, organisation, policy, lot, atMs }) => {
  const bytes = (text) => Uint8Array.from(atob(text), (one) => one.charCodeAt(0));
  const worker = new Worker("/seal.worker.js", { type: "module" });
  const began = performance.now(), times = {};
  const call = (id, act, given) => new Promise((found, refused) => {
    worker.addEventListener("message", ({ data }) => {
      if (data.phase) times[data.phase] = performance.now();
      else if (data.id === id) "refused" in data ? refused(new Error(JSON.stringify(data))) : found(data.found);
    });
    worker.postMessage({ id, act, given });
  });
  await call(1, "open", { file: new Blob([bytes(keyFile)]), password, organisation, atMs });
  const opened = performance.now();
  const contents = [
    { unit: "form", fields: { total_price: "1284500.00" }, files: [...document.querySelector("#file").files] },
    { unit: "tech", fields: {}, files: [] },
  ];
  const order = { folder: ["bench"], lot, policy: new TextEncoder().encode(policy), before: { bid: "", seq: 0, header: "" } };
  await call(2, "seal", { ...order, contents, passphrase: "correct horse", atMs });
  const sealed = performance.now();
  worker.terminate();
  await (await navigator.storage.getDirectory()).removeEntry("bench", { recursive: true });
  return { opening: opened - began, hashing: times.hashing - opened, sealing: sealed - times.hashing };
}"""


class Files(http.server.SimpleHTTPRequestHandler):
    """One empty page, and the built scripts."""

    def do_GET(self) -> None:
        """Answer with the page at the root."""
        if self.path != "/":
            return super().do_GET()
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(PAGE)))
        self.end_headers()
        self.wfile.write(PAGE)
        return None

    def log_message(self, format: str, *args: object) -> None:
        """Stay silent."""


def main() -> int:
    """Measure every size."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--most", type=int, default=SIZES[-1], help="largest size in bytes")
    given = parser.parse_args()
    path = next(filter(None, map(shutil.which, CHROMIUM)))
    handler = functools.partial(Files, directory=str(BASE / "portal" / "static" / "portal"))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(f"{'bytes':>12} {'open s':>8} {'hash s':>8} {'seal s':>8} {'MB/s':>8} {'MB more':>8}")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        # A profile on disk: a private one would keep the site's files in memory.
        browser = playwright.chromium.launch_persistent_context(
            f"{folder}/profile",
            executable_path=path,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        page = browser.new_page()
        for size in (one for one in SIZES if one <= given.most):
            page.goto(f"http://127.0.0.1:{server.server_port}/")
            times, grown = measure(page, Path(folder), size)
            total = times["hashing"] + times["sealing"]
            print(
                f"{size:12} {times['opening']:8.2f} {times['hashing']:8.2f} {times['sealing']:8.2f} {size / 1e6 / total:8.0f} {grown:8.0f}"
            )
        browser.close()
    return 0


def measure(page: Page, folder: Path, size: int) -> tuple[dict[str, float], float]:
    """Return the seconds of each piece of work on a file of this size, and the megabytes that the browser grew by."""
    source = folder / "offer.bin"
    with source.open("wb") as file:
        for at in range(0, size, BLOCK):
            file.write(os.urandom(min(BLOCK, size - at)))
    page.locator("#file").set_input_files(source)
    keys, filing = json.loads(KEY_FILES.read_bytes()), json.loads(FILING.read_bytes())
    given: dict[str, Any] = {
        "keyFile": keys["files"]["p256"],
        "password": keys["password"],
        "organisation": keys["code"],
        "policy": filing["policy"]["policy.json"],
        "lot": json.loads(base64.b64decode(filing["files"]["core.json"]))["lot"],
        "atMs": int(NOW.timestamp() * 1000),
    }
    before, seen, is_over = memory(), [0.0], threading.Event()

    def watch() -> None:
        while not is_over.wait(0.2):
            seen.append(memory())

    watcher = threading.Thread(target=watch)
    watcher.start()
    times = page.evaluate(SEAL, given)
    is_over.set()
    watcher.join()
    source.unlink()
    return {name: value / 1000 for name, value in times.items()}, max(seen) - before


def memory() -> float:
    """Return the megabytes that the processes below this one hold, each shared page counted once."""
    return sum(map(_held, _below(os.getpid()))) / 1024


def _below(pid: int) -> Iterator[int]:
    try:
        children = [
            int(child)
            for task in Path(f"/proc/{pid}/task").iterdir()
            for child in (task / "children").read_text().split()
        ]
    except OSError:
        return
    for child in children:
        yield child
        yield from _below(child)


def _held(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)


if __name__ == "__main__":
    began = time.monotonic()
    code = main()
    print(f"{time.monotonic() - began:.0f} s in all")
    sys.exit(code)
