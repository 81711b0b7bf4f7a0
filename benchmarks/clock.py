"""How long a training takes, though it be stopped and gone on with."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

import report

from seesame.files import write as write_file


class Clock:
    """Seconds of a training, by the wall and of the processor, over all parts of an interrupted run."""

    def __init__(self, path: Path, resumed: bool) -> None:
        self._path = path
        kept = json.loads(path.read_text()) if resumed and path.exists() else {}
        self._wall, self._own = kept.get("wall", 0.0), kept.get("processor", 0.0)
        self._loads = kept.get("loads", [])
        self._began, self._worked = time.monotonic(), time.process_time()

    def __call__(self, done: int, total: int, text: str) -> None:
        """Called after each step."""
        if done % 10 and done != total:
            return
        self._loads.append(round(os.getloadavg()[0], 1))
        write_file(self._path, json.dumps(self.figures() | {"loads": self._loads}).encode())
        report.tell(f"{done} of {total} {text}")

    def figures(self) -> dict[str, float]:
        """What has passed."""
        wall, own = time.monotonic() - self._began, time.process_time() - self._worked
        return {"wall": round(self._wall + wall, 1), "processor": round(self._own + own, 1)}

    def busy(self) -> float | None:
        """The mean number of programs that wanted the processor meanwhile."""
        return round(sum(self._loads) / len(self._loads), 1) if self._loads else None


def tell_tenth(done: int, total: int, text: str) -> None:
    """Progress, now and then."""
    if done % 10 == 0:
        report.tell(f"{done} of {total} {text}")
