"""Run the tutorials and write them with what they print and draw: python docs/tutorials.py [NAME...]."""

from __future__ import annotations

import base64
import re
import sys
import time
from pathlib import Path
from typing import Any

import jupytext
from nbclient import NotebookClient

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "tutorials"
OUT = ROOT / "docs" / "tutorials"


def render(source: Path) -> str:
    """Run one tutorial in a new process; returns it as Markdown, its pictures written beside it."""
    book = jupytext.read(source)
    began = time.monotonic()
    NotebookClient(book, timeout=1200, kernel_name="python3", resources={"metadata": {"path": str(SOURCES)}}).execute()
    parts, pictures = [], 0
    for cell in book.cells:
        if cell.cell_type == "markdown":
            parts.append(_linked(cell.source))
            continue
        parts.append(f"```python\n{cell.source}\n```")
        shown = [_shown(output) for output in cell.get("outputs", [])]
        text = "".join(each for each, _ in shown)
        if text:
            parts.append(f"```text\n{text.rstrip()}\n```")
        for picture in (each for _, each in shown if each is not None):
            pictures += 1
            name = f"{source.stem}-{pictures}.{'svg' if picture.startswith(b'<svg') else 'png'}"
            (OUT / name).write_bytes(picture)
            parts.append(f"![Output {pictures}]({name})")
    parts.append(f"Run in {time.monotonic() - began:.0f} seconds when this page was made.")
    return "\n\n".join(parts) + "\n"


def _shown(output: Any) -> tuple[str, bytes | None]:
    """What an output prints, or its picture."""
    if output.output_type == "stream":
        return (str(output.text), None) if output.name == "stdout" else ("", None)
    data = output.get("data", {})
    if "image/svg+xml" in data:
        return "", str(data["image/svg+xml"]).encode()
    if "image/png" in data:
        return "", base64.b64decode(data["image/png"])
    return str(data.get("text/plain", "")), None


def _linked(text: str) -> str:
    """Links to pages of docs/ as they are from docs/tutorials/."""
    return re.sub(r"\]\(\.\./docs/", "](../", text)


if __name__ == "__main__":
    OUT.mkdir(exist_ok=True)
    for path in sorted(SOURCES.glob("*.py")):
        if not sys.argv[1:] or path.stem in sys.argv[1:]:
            (OUT / f"{path.stem}.md").write_text(render(path), encoding="utf-8")
            print(path.stem)
