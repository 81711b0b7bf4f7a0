"""What one picture takes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sections.reading import content
from seesame.evaluate.prose import Table, number, table_markdown

FOLDER, TITLE = "speed", "Time and memory"
TEXT = """\
`python benchmarks/speed.py` measures all stages in turn, thirty times over, in one run."""


def tables(paths: Sequence[Path]) -> list[str]:
    """What one picture takes."""
    parts = []
    for report in map(content, paths):
        times, ratios = report["milliseconds"], report["times the bare backbone"]
        rows = [(name, number(value), number(ratios[name], 2) if ratios else "-") for name, value in times.items()]
        frame = " x ".join(map(str, report["frame"][::-1]))
        title = f"{frame} pixels, {report['threads']} threads, {report['weights']}"
        parts.append(table_markdown(Table(title, ("", "ms", "times the bare backbone"), tuple(rows)), "###"))
        parts.append(f"Peak memory {report['peak memory MiB']} MiB; loaded in {report['seconds to load']} s.")
    return parts
