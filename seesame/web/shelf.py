"""The shelf: cards on disk, one file each, written whole or not at all."""

from __future__ import annotations

import hashlib
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path

from seesame.card import Card, read_card, write_card
from seesame.errors import CardError, InputError
from seesame.web.memory import Memory
from seesame.web.problems import Refusal

SUFFIX = ".seesame"
NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")


@dataclass(frozen=True, eq=False)
class Entry:
    """A card on the shelf.

    Attributes:
        id: names its file.
        version: changes with the file's content.
        modified: when it was written.
    """

    id: str
    card: Card
    version: str
    modified: datetime


class Shelf:
    """Cards in a folder. A killed server leaves each as it was or as it was to be."""

    def __init__(self, folder: Path, remembered_bytes: int = 64 << 20) -> None:
        """Raises: InputError: the folder cannot be made."""
        self.folder = folder
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise InputError(f"{folder}: cannot be made a folder ({error.strerror}); name another library") from error
        self._known: Memory[tuple[str, int, int], Entry] = Memory(remembered_bytes)
        self._locks: dict[str, threading.Lock] = {}
        self._lock = threading.Lock()
        for left in folder.glob(f".*{SUFFIX}.part"):  # of a server that was killed while it wrote
            left.unlink(missing_ok=True)

    def entries(self) -> tuple[list[Entry], dict[str, str]]:
        """All cards by id, and the files that are none, with the reason."""
        good: list[Entry] = []
        damaged: dict[str, str] = {}
        for path in sorted(self.folder.glob(f"*{SUFFIX}")):
            if NAME.fullmatch(path.stem) is None:
                damaged[path.name] = "its name is no card's here: lower case letters, digits and hyphens; rename it"
                continue
            try:
                good.append(self.entry(path.stem))
            except Refusal:  # taken away since it was listed
                continue
            except CardError as error:
                damaged[path.name] = str(error).removeprefix(f"{path}: ")
        return good, damaged

    def entry(self, card: str) -> Entry:
        """One card. Raises: Refusal: there is none. CardError: its file is damaged."""
        path = self.path(card)
        try:
            found = path.stat()
        except OSError:
            raise Refusal("no-such-card", f"there is no card {card!r} on the shelf") from None
        key = (card, found.st_mtime_ns, found.st_size)
        known = self._known.get(key)
        if known is None:
            known = self._known.put(key, _opened(card, path))
        return known

    def path(self, card: str) -> Path:
        """Where a card's file is. Raises: Refusal: no card can be named so."""
        if NAME.fullmatch(card) is None:
            raise Refusal("no-such-card", f"{card!r} is no name of a card")
        return self.folder / f"{card}{SUFFIX}"

    def change(self, card: str, make: Callable[[Entry | None], Card], only: str | None = None) -> tuple[Entry, bool]:
        """Put a card in the place of what was there, one change of a card after the other.

        Args:
            make: from what was there to what will be.
            only: the version that may be changed; "none" for a card that must not be there yet.

        Returns: the entry, and whether it is new. Raises: Refusal: it is of another version. InputError: disk errors.
        """
        with self._alone(card):
            before = self.entry(card) if self.path(card).exists() else None
            _check_version(card, before, only)
            made = make(before)
            if before is None or made is not before.card:
                write_card(made, self.path(card))
            return self.entry(card), before is None

    def put_file(self, card: str, content: bytes, only: str | None = None) -> tuple[Entry, bool]:
        """Put a card's file there, once it has been read. Raises: CardError: it is none. Refusal: as `change`."""
        draft = self.folder / f".{card}-{hashlib.sha256(content).hexdigest()[:12]}{SUFFIX}.part"
        try:
            draft.write_bytes(content)
            came = read_card(draft)
        except CardError as error:
            raise CardError(str(error).replace(str(draft), "the file that came")) from error
        except OSError as error:
            raise InputError(f"the card cannot be written ({error.strerror}); free space") from error
        finally:
            draft.unlink(missing_ok=True)
        return self.change(card, lambda _: came, only)

    def remove(self, card: str, only: str | None = None) -> None:
        """Take a card from the shelf, if it is there. Raises: Refusal: it is of another version."""
        with self._alone(card):
            path = self.path(card)
            if only is not None and path.exists():
                _check_version(card, self.entry(card), only)
            path.unlink(missing_ok=True)

    @contextmanager
    def _alone(self, card: str) -> Iterator[None]:
        with self._lock:
            own = self._locks.setdefault(card, threading.Lock())
        with own:
            yield


def _opened(card: str, path: Path) -> Entry:
    try:
        content, found = path.read_bytes(), path.stat()
    except OSError:
        raise Refusal("no-such-card", f"there is no card {card!r} on the shelf") from None
    version = hashlib.sha256(content).hexdigest()[:16]
    try:
        read = read_card(path)
    except CardError as error:
        raise CardError(str(error).replace(str(path), path.name)) from error
    return Entry(card, read, version, datetime.fromtimestamp(found.st_mtime, timezone.utc))


def _check_version(card: str, before: Entry | None, only: str | None) -> None:
    if only is None or (before is None and only == "none"):
        return
    if before is None or before.version != only:
        now = "is not there" if before is None else f"is of version {before.version}"
        raise Refusal("changed-meanwhile", f"the card {card!r} {now}, {only} was named; read it again")
