"""Sources of pictures on a command line: files, folders, globs, and "-" for a picture's bytes on standard input."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterable, Iterator

from seesame.errors import InputError

SUFFIXES = frozenset(
    (
        *(".avif", ".bmp", ".dds", ".dib", ".gif", ".hdr", ".icns", ".ico", ".j2k", ".jfif", ".jp2", ".jpe", ".jpeg"),
        *(
            ".jpg",
            ".mpo",
            ".pam",
            ".pbm",
            ".pcx",
            ".pfm",
            ".pgm",
            ".pic",
            ".png",
            ".pnm",
            ".ppm",
            ".psd",
            ".qoi",
            ".ras",
        ),
        *(".sgi", ".sr", ".tga", ".tif", ".tiff", ".webp", ".xbm", ".xpm"),
    )
)


def expand(sources: Iterable[str | os.PathLike[str]]) -> list[str]:
    """All pictures that the sources name, in their order, each once.

    Args:
        sources: each a file (whatever its suffix), a folder (searched to its depth, in sorted order, for picture
            suffixes), a glob such as `shelf/*.jpg` or `shelf/**/*.png`, or "-".

    Returns: paths as str; "-" stays "-".

    Raises:
        InputError: a source matches nothing.
    """
    found: dict[str, str] = {}
    for source in sources:
        paths = list(pictures_of(os.fspath(source)))
        if not paths:
            raise InputError(f"{os.fspath(source)!r} matches no picture; {_advice(os.fspath(source))}")
        for path in paths:
            found.setdefault(path if path == "-" else os.path.realpath(path), path)
    return list(found.values())


def pictures_of(source: str) -> Iterator[str]:
    """The pictures that one source names, one after the other; none where it names nothing."""
    if source == "-" or os.path.isfile(source) or (os.path.exists(source) and not os.path.isdir(source)):
        yield source
    elif os.path.isdir(source):
        yield from _pictures_below(source)
    elif glob.has_magic(source):
        for path in sorted(glob.glob(source, recursive=True)):
            if os.path.isfile(path) and is_picture(path):
                yield path


def _pictures_below(folder: str) -> Iterator[str]:
    """The pictures of a folder, then those of its folders; hidden ones are left alone."""
    for here, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            if is_picture(name):
                yield os.path.join(here, name)


def is_picture(path: str) -> bool:
    """Whether a name has a picture's suffix and is not hidden."""
    name = os.path.basename(path)
    return not name.startswith(".") and os.path.splitext(name)[1].lower() in SUFFIXES


def _advice(source: str) -> str:
    if os.path.isdir(source):
        return "the folder holds no file with a picture's suffix; name its files one by one if they are pictures"
    if glob.has_magic(source):
        return "no picture fits the pattern; check it, and quote it so that the shell leaves it alone"
    return "there is no such file or folder; check the path"
