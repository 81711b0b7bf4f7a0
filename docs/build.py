"""Write the pages that are made from something else: python docs/build.py."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import commands
import figures
import reference

HERE = Path(__file__).parent
PAGES = {
    "cli.md": commands.page,
    "results.md": lambda: figures.page(HERE.parent / "results"),
    **{f"reference/{name}.md": partial(reference.page, name) for name in reference.rooms()},
}
"""What is written, and what makes it."""

if __name__ == "__main__":
    for name, page in PAGES.items():
        (HERE / name).parent.mkdir(exist_ok=True)
        (HERE / name).write_text(page(), encoding="utf-8")
