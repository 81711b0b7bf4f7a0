"""Names of what is written about pictures: never one file over another by accident."""

from __future__ import annotations

from pathlib import Path


class Names:
    """Names for what is written about pictures: `shelf/mug.jpg` and `desk/mug.jpg` become `mug` and `mug-2`."""

    def __init__(self) -> None:
        self._given: set[str] = set()
        self._last: dict[str, int] = {}

    def of(self, path: str) -> str:
        """A name without suffix that no earlier picture was given; letter case alone tells no two apart."""
        stem = "standard-input" if path == "-" else Path(path).stem
        name, number = stem, self._last.get(stem.casefold(), 1)
        while name.casefold() in self._given:
            number += 1
            name = f"{stem}-{number}"
        self._given.add(name.casefold())
        self._last[stem.casefold()] = number
        return name
