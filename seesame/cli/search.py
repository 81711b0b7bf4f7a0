"""`seesame search`: one question, a whole collection, milliseconds."""

from __future__ import annotations

import json
from collections.abc import Sequence
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from seesame.cli.options import SameOption, Threads, Threshold, WeightsName
from seesame.cli.question import read_question
from seesame.cli.screen import complain, progress, show_table
from seesame.cli.sheets import HtmlSheet
from seesame.errors import PictureError
from seesame.files import folder
from seesame.images import read
from seesame.images.read import MAX_PIXELS
from seesame.results import Answer, Asked, CocoResults, CsvResults, Failure, Names, Results, YoloResults

if TYPE_CHECKING:
    from seesame.index import Hit, Page

OUT = Path("seesame-search")


class Export(str, Enum):
    """How hits are written."""

    coco = "coco"
    yolo = "yolo"
    csv = "csv"
    html = "html"


def search(
    references: Annotated[
        list[str],
        typer.Argument(
            metavar="REFERENCE", help="What to look for, as for `seesame find`; a card too.", show_default=False
        ),
    ],
    collection: Annotated[
        str, typer.Option("--in", metavar="COLLECTION", help="What `seesame index add` made.", show_default=False)
    ],
    negatives: Annotated[
        list[str] | None,
        typer.Option("--negatives", metavar="REFERENCE...", help="What is not meant.", show_default="none"),
    ] = None,
    where: Annotated[
        str | None,
        typer.Option(
            metavar="SQL",
            help="Only such pictures: path, bytes, modified, height, width, as in \"path LIKE '%/2024/%'\".",
            show_default="all",
        ),
    ] = None,
    page: Annotated[int, typer.Option(metavar="NUMBER", min=1, help="Which page of the hits.")] = 1,
    size: Annotated[int, typer.Option(metavar="COUNT", min=1, help="Pictures of a page.")] = 20,
    verify: Annotated[
        int | None,
        typer.Option(metavar="COUNT", min=0, help="Look again at so many of a page.", show_default="all of it"),
    ] = None,
    threshold: Threshold = None,
    same: SameOption = None,
    export: Annotated[
        list[Export] | None,
        typer.Option(
            metavar="coco|yolo|csv|html", help="Write the hits; may be repeated.", show_default="nothing is written"
        ),
    ] = None,
    out: Annotated[Path, typer.Option(metavar="DIR", help="Folder to write to.")] = OUT,
    exact: Annotated[bool, typer.Option("--exact", help="Look at every region, whatever the index.")] = False,
    weights: WeightsName = "default",
    threads: Threads = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the hits as JSON instead of a table.")] = False,
) -> None:
    """Find a thing in a collection, from one picture of it.

    \b
    seesame search mug.jpg --in holidays.index
    seesame search mug.seesame --in holidays.index --where "path LIKE '%/2024/%'" --page 2
    seesame search desk.jpg@40,12,180,160 --in office.index --export html --out mugs
    seesame search my-mug.jpg --in holidays.index --same object

    The nearest regions are looked up; the pictures of a page are then read again and seen by the whole network, which
    gives boxes, masks and scores. A picture that has vanished is told. --export writes the pictures that were looked at
    (html: all of the page).

    Exit codes: 0 found, 1 nothing found on this page, 2 wrong use, 3 some pictures could not be looked at, 5 LanceDB
    or the right weights are missing.
    """
    asked = read_question(references, MAX_PIXELS)
    if negatives:
        asked = asked.rejecting(read_question(negatives, MAX_PIXELS).references)
    asked = asked.meaning(same) if same else asked
    from seesame.index import Collection
    from seesame.inference import Finder

    opened = Collection.open(collection)
    finder = Finder(weights, threads=threads)
    with progress("looking again", as_json) as report:
        found = opened.search(
            finder,
            asked,
            page=page,
            size=size,
            verify=verify,
            where=where,
            threshold=threshold,
            exact=exact,
            progress=report,
        )
    least = finder.threshold_of(asked) if threshold is None else threshold
    if export:
        told = Asked(tuple(references), asked.name, least, 100, finder.weights_id, same=asked.same)
        _write(found, export, folder(out), told)
    if as_json:
        print(json.dumps(_content(found), indent=1))
    else:
        _show(found, collection)
    raise typer.Exit(_exit_code(found))


def _show(found: Page, collection: str) -> None:
    rows = []
    for hit in found.hits:
        count = "-" if hit.instances is None else str(len(hit.instances))
        best = hit.boxes[0] if hit.instances is None or not len(hit.instances) else hit.instances.boxes[0]
        state = "gone" if hit.failed else "seen" if hit.verified else "estimated"
        rows.append((hit.path, count, f"{hit.score:.2f}", ",".join(f"{side:.0f}" for side in best.tolist()), state))
    show_table(("picture", "found", "best score", "best box", "score is"), rows)
    looked, again = found.seconds
    complain(
        f"page {found.number} of {found.last}, {found.pictures} pictures came up in {collection}; looked up in "
        f"{1000 * looked:.0f} ms, looked again in {again:.1f} s"
    )
    for hit in found.hits:
        if hit.failed:
            complain(f"  {hit.failed}")


def _exit_code(found: Page) -> int:
    if any(hit.failed for hit in found.hits):
        return 3
    looked = [hit for hit in found.hits if hit.instances is not None]
    return 0 if any(len(hit.instances or ()) for hit in looked) or (found.hits and not looked) else 1


def _content(found: Page) -> dict[str, Any]:
    """A page, ready for JSON."""
    return {
        "page": found.number,
        "pages": found.last,
        "pictures": found.pictures,
        "version": found.version,
        "hits": [
            {
                "picture": hit.path,
                **_still(hit.path),
                "size": list(hit.size),
                "score": round(hit.score, 4),
                "verified": hit.verified,
                "presence": hit.presence,
                "failed": hit.failed,
                "regions": [
                    {"box": [round(side, 1) for side in box], "estimate": round(float(estimate), 4)}
                    for box, estimate in zip(hit.boxes.tolist(), hit.estimates, strict=True)
                ],
                "instances": None if hit.instances is None else hit.instances.to_coco(number, 1),
            }
            for number, hit in enumerate(found.hits, 1)
        ],
    }


def _still(path: str) -> dict[str, object]:
    """The video of a still, and its time in seconds."""
    from seesame.index.videos import split

    found = split(path)
    return {} if found is None else {"video": found[0], "time": found[1]}


def _write(found: Page, formats: Sequence[Export], out: Path, asked: Asked) -> None:
    """Hand the hits to those who write files about answers."""
    writers: list[Results] = []
    if Export.coco in formats:
        writers.append(CocoResults(asked))
    if Export.yolo in formats:
        writers.append(YoloResults(out, asked.name))
    if Export.csv in formats:
        writers.append(CsvResults())
    sheet = HtmlSheet(f"{asked.name}: page {found.number} of {found.last}") if Export.html in formats else None
    names, number = Names(), 0
    for hit in found.hits:
        answer = _answer(hit, number + 1, names)
        if answer is not None:
            number += 1
            for writer in writers:
                writer.add(answer)
            if sheet is not None:
                sheet.seen(hit, answer)
            continue
        if hit.failed:
            for writer in writers:
                writer.fail(Failure(hit.path, hit.failed))
        if sheet is not None:
            sheet.unseen(hit)
    for writer in writers:
        writer.save(out, True)
    if sheet is not None:
        sheet.save(out)


def _answer(hit: Hit, number: int, names: Names) -> Answer | None:
    """A hit that was looked at as what `find` would say of its picture; None if it was not, or is gone by now."""
    from seesame.index.places import fetch

    if hit.instances is None:
        return None
    try:
        picture = read(fetch(hit.path))
    except PictureError:
        return None
    return Answer(number, hit.path, names.of(hit.path), picture, hit.instances, hit.presence)
