"""Kill `seesame train` at random moments, run the command again to its end, and compare with a run left alone.

    python benchmarks/train_kills.py DATA --kills 20 --out results/train/kills.json

DATA is a folder with balloon/train. What is killed by SIGKILL is the command itself, started as one types it, not the
process that makes its batches, which has to end by itself. What is compared are all tensors and numbers of its
checkpoints, bit for bit: after every kill those of the checkpoint that is there with those that the run left alone had
after as many steps, and at the end those of the last one. Moments are drawn from shortly before the first checkpoint
on, so that most kills fall into steps and into writing, and not into starting Python.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import report
import torch

RECIPE = """\
name = "kills"
network = "lite"
seed = 7
steps = {steps}
regions = 24
matched = 12
outlines = 6
checkpoint_every = {every}
optimiser.warm_up = 10

[episodes]
scenes = 2
references = 4
scene_side = 128
long_sides = [110.0, 200.0]
reference_side = 64
cutout_sizes = [20.0, 60.0]

[[sources]]
annotations = "balloon/train"
category = "balloon"
exhaustive = true
"""
_PATIENCE = 60.0  # seconds that what a killed command started may take to end by itself


@dataclass(frozen=True)
class Command:
    """The command, with so many threads, as a process group of its own."""

    recipe: Path
    data: Path
    threads: int

    def start(self, out: Path) -> subprocess.Popen[bytes]:
        """Begin, or go on with, the run in a folder."""
        words = ["seesame", "train", str(self.recipe), "--data", str(self.data), "--out", str(out), "--quiet"]
        environment = os.environ | {"OMP_NUM_THREADS": str(self.threads)}
        return subprocess.Popen(
            [sys.executable, "-m", *words], env=environment, stderr=subprocess.DEVNULL, start_new_session=True
        )


def parts(path: Path) -> dict[str, str]:
    """A digest of each part of a checkpoint: names, types, shapes and bytes of its tensors, and all numbers."""
    state = torch.load(path, weights_only=True)
    return {name: hashlib.sha256(b"".join(_told(state[name]))).hexdigest() for name in sorted(state)}


def _told(value: Any) -> Iterator[bytes]:
    if isinstance(value, torch.Tensor):
        yield f"{value.dtype} {tuple(value.shape)}".encode()
        yield value.contiguous().flatten().view(torch.uint8).numpy().tobytes()
    elif isinstance(value, dict):
        for key in sorted(value, key=repr):
            yield repr(key).encode()
            yield from _told(value[key])
    elif isinstance(value, list | tuple):
        yield str(len(value)).encode()
        for each in value:
            yield from _told(each)
    else:
        yield repr(value).encode()


def step_of(path: Path) -> int:
    """How many steps a checkpoint has behind it; 0 where there is none yet."""
    return int(torch.load(path, weights_only=True)["step"]) if path.exists() else 0


class Kept(threading.Thread):
    """Keeps every checkpoint that a run writes: a link is made before the next one takes its place."""

    def __init__(self, path: Path, folder: Path) -> None:
        super().__init__(daemon=True)
        self.path, self.folder, self.ended, self.first = path, folder, threading.Event(), 0.0

    def run(self) -> None:
        """Look often, until told that the run has ended."""
        last, over = 0, False
        while not over:
            over = self.ended.wait(0.01)
            if self.path.exists() and (number := self.path.stat().st_ino) != last:
                link, last = self.folder / f"{number}-{time.monotonic_ns()}.pt", number
                os.link(self.path, link)
                self.first = self.first or time.monotonic()


@dataclass(frozen=True)
class Alone:
    """A run that nothing disturbs: the parts of its checkpoints by their steps; seconds until the first, and in all."""

    parts: dict[int, dict[str, str]]
    first: float
    seconds: float

    @property
    def steps(self) -> int:
        """How many it has in all."""
        return max(self.parts)


def left_alone(command: Command, home: Path) -> Alone:
    """Train, and keep every checkpoint."""
    out, kept = home / "alone", home / "kept"
    kept.mkdir()
    watch, began = Kept(out / "last.pt", kept), time.monotonic()
    process = command.start(out)
    watch.start()
    if process.wait():
        raise SystemExit(f"training ended with {process.returncode}")
    seconds = time.monotonic() - began
    watch.ended.set()
    watch.join()
    found = {step_of(path): parts(path) for path in kept.iterdir()}
    shutil.rmtree(kept)
    return Alone(found, watch.first - began, seconds)


@dataclass
class Count:
    """What came of the kills."""

    kills: int = 0
    restarts: int = 0
    without: int = 0
    writing: int = 0
    unreadable: int = 0
    back: int = 0
    finished: int = 0
    slowest: float = 0.0
    compared: int = 0
    different: dict[str, int] = field(default_factory=dict)
    steps: list[int] = field(default_factory=list)

    def compare(self, found: dict[str, str], truth: dict[str, str]) -> None:
        """Add a comparison of two checkpoints, part by part."""
        self.compared += 1
        for name in sorted(found.keys() | truth.keys()):
            if found.get(name) != truth.get(name):
                self.different[name] = self.different.get(name, 0) + 1


def kill(process: subprocess.Popen[bytes], after: float) -> bool:
    """Kill the command itself, not what it started, after so many seconds. Returns: it had not ended before."""
    try:
        process.wait(after)
        return False
    except subprocess.TimeoutExpired:
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        return True


def ended(group: int) -> float:
    """Wait for all of a process group to end by itself. Returns: seconds."""
    began = time.monotonic()
    while time.monotonic() - began < _PATIENCE:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return time.monotonic() - began
        time.sleep(0.05)
    os.killpg(group, signal.SIGKILL)
    raise SystemExit(f"a process that training started was still there {_PATIENCE:.0f} seconds after the kill")


def main() -> None:
    """Measure and write."""
    parser = report.options(__doc__, finder=False)
    parser.add_argument("data", type=Path)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--steps", type=int, default=60)
    parser.add_argument("--every", type=int, default=2, help="steps between two checkpoints")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--seed", type=int, default=0, help="of the moments")
    chosen = parser.parse_args()
    rng, began = random.Random(chosen.seed), time.monotonic()
    with tempfile.TemporaryDirectory() as home:
        recipe = Path(home, "kills.toml")
        recipe.write_text(RECIPE.format(steps=chosen.steps, every=chosen.every), encoding="utf-8")
        command = Command(recipe, chosen.data.resolve(), chosen.threads)
        alone, count = left_alone(command, Path(home)), Count()
        report.tell(f"left alone: {alone.first:.0f} of {alone.seconds:.0f} seconds to the first checkpoint")
        moments = 0.8 * alone.first, alone.first + 0.4 * (alone.seconds - alone.first)
        while count.kills < chosen.kills:
            _disturbed(command, Path(home, "broken"), alone, count, rng.uniform(*moments))
        _finished(command, Path(home, "broken"), alone, count)
    seconds = {
        "seconds of the run left alone": round(alone.seconds, 1),
        "of which until the first checkpoint": round(alone.first, 1),
        "seconds in all": round(time.monotonic() - began, 1),
    }
    report.write(_figures(count, chosen, len(alone.parts)) | seconds, chosen)


def _disturbed(command: Command, out: Path, alone: Alone, count: Count, after: float) -> None:
    """Go on with a run, kill it, and look at what is there."""
    path = out / "last.pt"
    before = step_of(path)
    process = command.start(out)
    killed = kill(process, after)
    if killed:
        count.kills += 1
        count.slowest = max(count.slowest, ended(process.pid))
        count.writing += path.with_suffix(".unfinished").exists()
        count.without += not path.exists()
        _look(path, before, alone, count)
    elif process.returncode:
        raise SystemExit(f"training ended with {process.returncode}")
    report.tell(json.dumps({"killed": killed, "after": round(after, 1), "from": before, "to": step_of(path)}))
    if step_of(path) == alone.steps:  # begin again, so that kills go on falling into work
        count.compare(parts(path), alone.parts[alone.steps])
        count.finished += 1
        shutil.rmtree(out)
        count.restarts += 1


def _look(path: Path, before: int, alone: Alone, count: Count) -> None:
    """Compare the checkpoint that a kill left with the undisturbed one of as many steps."""
    try:
        step = step_of(path)
    except Exception as error:  # whatever torch makes of a file that is cut short
        report.tell(error)
        count.unreadable += 1
        return
    count.steps.append(step - before)
    count.back += step < before
    if step in alone.parts and step < alone.steps:
        count.compare(parts(path), alone.parts[step])
    elif step and step not in alone.parts:
        report.tell(f"no checkpoint of {step} steps was kept of the run left alone")


def _finished(command: Command, out: Path, alone: Alone, count: Count) -> None:
    """Go on to the end, and compare it."""
    if command.start(out).wait():
        raise SystemExit("training could not go on")
    count.compare(parts(out / "last.pt"), alone.parts[alone.steps])
    count.finished += 1


def _figures(count: Count, chosen: Any, kept: int) -> dict[str, Any]:
    return {
        "network": "lite",
        "steps": chosen.steps,
        "steps between checkpoints": chosen.every,
        "threads": chosen.threads,
        "checkpoints of the run left alone": kept,
        "kills": count.kills,
        "of which before the first checkpoint": count.without,
        "of which while a checkpoint was written": count.writing,
        "finished in between and begun anew": count.restarts,
        "steps kept by each killed command": count.steps,
        "checkpoints unreadable after a kill": count.unreadable,
        "checkpoints lost": count.back,
        "checkpoints compared": count.compared,
        "of which at the end of a run": count.finished,
        "parts that differ": count.different,
        "most seconds until all processes of a killed command had ended": round(count.slowest, 1),
    }


if __name__ == "__main__":
    main()
