"""The page of results, from the reports in `results/`: a section for each folder."""

from __future__ import annotations

from pathlib import Path

from sections import again, alarms, detection, feedback, large, losses, maskrcnn, novel, outliers, own, speed, worlds

TITLE = "# Results"
INTRODUCTION = """\
Written by `make docs` from the reports in `results/`; measure anew instead of changing this page. Every report holds
the command that made it, the weights with the sha256 of their files, versions, machine and date.

± is 1.96 standard errors over five draws of the references. Times belong beside each other, not beside those of another
page or machine."""
SECTIONS = (detection, novel, worlds, again, feedback, outliers, alarms, losses, large, own, maskrcnn, speed)
"""In their order on the page. Each is a module with the FOLDER of its reports, TITLE, TEXT, and tables(paths)."""


def page(folder: Path) -> str:
    """The whole page as Markdown; a section without reports is left out."""
    parts = [TITLE, INTRODUCTION]
    for section in SECTIONS:
        paths = sorted((folder / section.FOLDER).glob("*.json"))
        if paths:
            parts += [f"## {section.TITLE}", section.TEXT, *section.tables(paths)]
    return "\n\n".join(parts) + "\n"
