"""How sections read reports."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from seesame.evaluate.protocol import Protocol
from seesame.evaluate.report import Report


def content(path: Path) -> dict[str, Any]:
    """A report of a benchmark, or of the same object."""
    report: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return report


def order(report: Report) -> tuple[bool, int, float]:
    """The usual rule first, few references before many, the best first."""
    protocol = report.protocol
    return protocol.same_picture, protocol.shots, -report.detection["0"]["box"]["AP50"]["mean"]


def asked(protocol: Protocol) -> str:
    """How many references, and where they may come from, if not only from another picture."""
    return f"{protocol.shots}" + (", any picture" if protocol.same_picture else "")
