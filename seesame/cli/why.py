"""`seesame why`: why something was found in a picture, and why something else was not."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from seesame.cli.answers import list_scenes
from seesame.cli.options import MaxPixels, Quiet, Threads, Threshold, Top, WeightsName
from seesame.cli.question import read_question
from seesame.cli.screen import complain, show_table
from seesame.errors import InputError
from seesame.files import folder, write
from seesame.images import read
from seesame.images.read import MAX_PIXELS
from seesame.results import Names

if TYPE_CHECKING:
    from seesame.inspect import Why

OUT = Path("seesame-why")


def why(
    references: Annotated[
        list[str],
        typer.Argument(
            metavar="REFERENCE", show_default=False, help="What was looked for: references and cards, as for find."
        ),
    ],
    scene: Annotated[
        list[str], typer.Option("--in", metavar="SCENE", show_default=False, help="The one picture to explain.")
    ],
    at: Annotated[
        str | None,
        typer.Option(
            metavar="x1,y1,x2,y2", show_default=False, help="A thing in the picture, in pixels: what became of it."
        ),
    ] = None,
    instance: Annotated[
        int | None,
        typer.Option(metavar="N", min=1, show_default="1, the best", help="Which of the found instances to explain."),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Folder to write to.", show_default=f"{OUT}; nothing is written with --json"),
    ] = None,
    threshold: Threshold = None,
    top: Top = 100,
    weights: WeightsName = "default",
    threads: Threads = None,
    max_pixels: MaxPixels = MAX_PIXELS,
    as_json: Annotated[bool, typer.Option("--json", help="Print the answer as JSON instead of a table.")] = False,
    quiet: Quiet = False,
) -> None:
    """Tell why something was found, and why something else was not.

    \b
    The best instance: which parts correspond, and what its score is made of:
        seesame why mug.jpg --in kitchen.jpg
    The third:
        seesame why mug.jpg --in kitchen.jpg --instance 3
    Why was the thing in this box x1,y1,x2,y2 not found?
        seesame why mug.seesame --in kitchen.jpg --at 40,12,180,160

    DIR then holds NAME-why.png, a sheet to look at, and NAME-why.json, the same for a program to read.

    Exit codes: 0 found, 1 not found, 2 wrong use, 4 the picture is unreadable, 5 something is not installed.
    """
    if at is not None and instance is not None:
        raise InputError("--at and --instance came together, expected one of them; leave one out")
    box = None if at is None else parse_box(at)
    paths, failures = list_scenes(scene, None)
    if failures or len(paths) != 1:
        raise InputError(
            f"--in names {len(paths) + len(failures)} pictures, expected one to explain; "
            "name one, as in --in kitchen.jpg"
        )
    card = read_question(references, max_pixels)
    from seesame.inference import Finder  # late: it is slow to import
    from seesame.inspect import paper, sheet
    from seesame.inspect import why as explain

    finder, picture = Finder(weights, threads=threads), read(paths[0], max_pixels)
    answer = explain(finder, picture, card, box, (instance or 1) - 1, threshold, top)
    text = paper(answer, references, paths[0]).model_dump_json(indent=1)
    target = out or (None if as_json else OUT)
    if target is not None:
        name = Names().of(paths[0])
        _write(folder(target), f"{name}-why", text, sheet(answer, picture, card.references))
    if as_json:
        print(text)
    elif not quiet:
        _show(answer)
    if target is not None and not quiet:
        complain(f"look at {target / f'{name}-why.png'}")
    raise typer.Exit(0 if answer.number is not None else 1)


def parse_box(text: str) -> tuple[float, ...]:
    """`40,12,180,160` as four numbers.

    Raises: InputError: it is something else.
    """
    try:
        sides = tuple(float(part) for part in text.split(","))
    except ValueError:
        sides = ()
    if len(sides) != 4:
        raise InputError(f"the box came as {text!r}, expected x1,y1,x2,y2 in pixels, as in 40,12,180,160")
    return sides


def _show(answer: Why) -> None:
    from seesame.inspect import PARTS, told

    words = told(answer)
    print(f"{words.headline}\n{words.text}")
    if answer.breakdown is None:
        return
    rows: Sequence[tuple[str, str]] = [
        (PARTS.get(part.name, part.name), f"{part.points:+.3f}") for part in answer.breakdown.parts
    ]
    total = ("together, the log-odds of the score", f"{answer.breakdown.log_odds:+.3f}")
    show_table(("what the score is made of", "log-odds"), [*rows, total, ("score", f"{answer.breakdown.score:.4f}")])


def _write(where: Path, name: str, text: str, drawn: object) -> None:
    import cv2
    import numpy as np

    _, code = cv2.imencode(".png", np.ascontiguousarray(np.asarray(drawn)[..., ::-1]))
    write(where / f"{name}.png", code.tobytes())
    write(where / f"{name}.json", (text + "\n").encode())
