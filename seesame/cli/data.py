"""`seesame data`: look through annotated pictures, write them in another format."""

from __future__ import annotations

import json
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from seesame.cli.options import Quiet
from seesame.cli.screen import complain, printable, progress, show_table
from seesame.cli.values import ManyValues
from seesame.data.convert import WRITERS
from seesame.data.problems import KINDS, Problem
from seesame.data.recognise import FORMATS, recognise
from seesame.errors import ConfigError

if TYPE_CHECKING:
    from seesame.data.check import Checkup

data = typer.Typer(
    name="data",
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Annotated pictures of your own, in any of nine formats: look them through, write them in another format.",
)

_NAMES = "|".join(FORMATS)
_SHOWN = 5  # problems of a kind, and lines of a table, unless all are asked for

Given = Annotated[
    Path, typer.Argument(metavar="DATA", help="File or folder of the annotations.", show_default=False)
]
Pictures = Annotated[
    Path | None,
    typer.Option(metavar="DIR", help="Folder of the pictures.", show_default="found by looking"),
]
FormatName = Annotated[
    str | None, typer.Option("--format", metavar=_NAMES, help="What it is.", show_default="recognised by looking")
]


@data.command(cls=ManyValues, no_args_is_help=True)
def check(
    path: Given,
    pictures: Pictures = None,
    format: FormatName = None,
    against: Annotated[
        Path | None,
        typer.Option(metavar="DATA", help="Tell which pictures are in this dataset, too.", show_default=False),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Everything as JSON on standard output.")] = False,
    everything: Annotated[
        bool, typer.Option("--all", help=f"Name all problems and categories, not {_SHOWN} of a kind.")
    ] = False,
    quiet: Quiet = False,
) -> None:
    """Look through annotated pictures: what is there, what is broken, what is doubtful.

    \b
    seesame data check balloon/train
    seesame data check train/ --against test/
    seesame data check instances.json --pictures pictures/ --json | jq .problems

    The format is recognised. Nothing that is broken stops it. Exit codes: 0 nothing is broken (there may be doubts), 3
    something is, 2 it is no dataset.
    """
    found = _checked(path, pictures, format, quiet)
    if against is not None:
        from seesame.data.check import leaks

        other = _checked(against, None, None, quiet)
        told = sorted((*found.problems, *leaks(found, other)), key=lambda each: list(KINDS).index(each.kind))
        found = replace(found, problems=tuple(told))
    if as_json:
        print(json.dumps(found.to_dict(), indent=2, ensure_ascii=False))
    else:
        _show(found, everything)
    raise typer.Exit(3 if found.broken else 0)


@data.command(cls=ManyValues, no_args_is_help=True)
def convert(
    path: Given,
    folder: Annotated[
        Path, typer.Argument(metavar="TO", help="An empty or new folder to write to.", show_default=False)
    ],
    to: Annotated[
        str, typer.Option("--format", metavar="|".join(WRITERS), help="What to write.")
    ] = "coco",
    others: Annotated[
        list[str] | None,
        typer.Option("--with", metavar="DATA...", help="Further datasets, joined with the first.", show_default="none"),
    ] = None,
    rename: Annotated[
        list[str] | None,
        typer.Option(metavar="OLD=NEW...", help="Call categories otherwise; several may be one.", show_default="none"),
    ] = None,
    apart: Annotated[
        bool, typer.Option("--apart", help="Keep categories of one name apart where they are of different datasets.")
    ] = False,
    pictures: Pictures = None,
    format: Annotated[
        str | None, typer.Option("--from", metavar=_NAMES, help="What it is.", show_default="recognised by looking")
    ] = None,
    category: Annotated[str, typer.Option(metavar="NAME", help="What to call objects without a name.")] = "object",
    copy: Annotated[
        bool, typer.Option("--copy/--reference", help="Copy the pictures, or leave them where they are.")
    ] = False,
    quiet: Quiet = False,
) -> None:
    """Write annotated pictures in another format.

    \b
    seesame data convert balloon/ balloon-coco/ --category balloon
    seesame data convert VOC2012/ mine/ --format yolo --copy
    seesame data convert shelf/ both/ --with kitchen/ garden.json --rename cup=mug

    What was written is read again and each mask compared; what a format cannot hold is told. Exit codes: 0 done, 3
    something had to be left out.
    """
    from seesame.data.convert import convert as write_as
    from seesame.data.opening import join, open_dataset, renamed

    problems: list[Problem] = []
    sets = [open_dataset(path, pictures, format, category=category, tell=problems.append)]
    sets += [open_dataset(Path(other), category=category, tell=problems.append) for other in others or ()]
    joined = join(sets, folder.name, apart) if len(sets) > 1 else sets[0]
    names = _renaming(rename or [], set(joined.categories.values()))
    with progress(f"writing {folder}", quiet) as report:
        done = write_as(renamed(joined, names) if names else joined, folder, to, copy, report)
    lost = [*(each for each in problems if each.broken), *done.problems]
    for problem in lost[:_SHOWN]:
        complain(printable(str(problem)))
    if len(lost) > _SHOWN:
        complain(f"and {len(lost) - _SHOWN} more; seesame data check names all")
    for what, many in done.left_out.items():
        complain(f"left out: {many} {what}")
    if not quiet:
        told = f"the least alike overlaps its old one by {100 * done.least:.1f} %"
        masks = f"{done.changed} masks changed, {told}" if done.changed else "all masks are the same"
        complain(f"{folder} holds {done.pictures} pictures with {done.objects} objects as {to}; {masks}")
    raise typer.Exit(3 if lost or done.left_out else 0)


def _renaming(texts: list[str], known: set[str]) -> dict[str, str | None]:
    """OLD=NEW, each of a category that is there."""
    names: dict[str, str | None] = {}
    for text in texts:
        old, equals, new = text.partition("=")
        if not equals or not new:
            raise ConfigError(f"--rename {text!r} was given, expected OLD=NEW, as in --rename cup=mug")
        if old not in known:
            near = get_close_matches(old, known, 1)
            hint = f"did you mean {near[0]!r}?" if near else f"there are {', '.join(sorted(known)[:5])} ..."
            raise ConfigError(f"--rename {text!r}: there is no category {old!r}; {hint}")
        names[old] = new
    return names


def _checked(path: Path, pictures: Path | None, format: str | None, quiet: bool) -> Checkup:
    from seesame.data.check import check as look_through
    from seesame.data.opening import called, read_layout

    problems: list[Problem] = []
    layout = recognise(path, pictures, format)
    dataset = read_layout(layout, called(path), tell=problems.append)
    with progress(f"checking {path}", quiet) as report:
        return look_through(dataset, problems, str(layout), layout.format == "cutouts", report)


def _show(found: Checkup, everything: bool) -> None:
    print(printable(f"{found.name}: {found.what}"))
    sizes = list(found.sizes)
    told = f"{len(sizes)} sizes, most often {sizes[0]}" if len(sizes) > 1 else " ".join(sizes)
    areas = ", ".join(f"{count} {name}" for name, count in found.areas.items())
    print(f"{found.pictures} pictures ({told or 'none'}), {found.objects} objects ({areas}), ", end="")
    print(f"{len(found.categories)} categories")
    rows = [
        (name, str(each.pictures), str(each.objects), str(each.crowds), _side(each.median_pixels))
        for name, each in found.categories.items()
    ]
    shown = rows if everything or len(rows) <= 3 * _SHOWN else [*rows[: 2 * _SHOWN], *rows[-_SHOWN:]]
    show_table(("category", "pictures", "objects", "crowds", "median side"), shown)
    if len(shown) < len(rows):
        print(f"{len(rows) - len(shown)} categories between them are left out; --all shows them")
    for kind, problems in found.by_kind().items():
        print(f"\n{'BROKEN' if KINDS[kind].broken else 'look at'}: {kind} ({len(problems)}): {KINDS[kind].means}")
        for problem in problems if everything else problems[:_SHOWN]:
            print(printable(f"  {problem}"))
        if len(problems) > _SHOWN and not everything:
            print(f"  and {len(problems) - _SHOWN} more; --all names them")
    doubts = len(found.problems) - len(found.broken)
    print(f"\n{len(found.broken) or 'nothing'} broken, {doubts or 'nothing'} to look at")


def _side(pixels: float | None) -> str:
    return "-" if pixels is None else f"{pixels**0.5:.0f}"
