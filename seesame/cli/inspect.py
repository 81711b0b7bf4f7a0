"""`seesame inspect`: look inside a dataset, a question, weights."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from seesame.cli.options import MaxPixels, Threads, Threshold, WeightsName
from seesame.cli.question import read_with_warnings
from seesame.cli.screen import complain
from seesame.cli.values import ManyValues
from seesame.files import write
from seesame.images import read
from seesame.images.read import MAX_PIXELS

inspect = typer.Typer(
    name="inspect",
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Look inside: pages of HTML that need no other file.",
)


@inspect.command("data", cls=ManyValues, no_args_is_help=True)
def data_command(
    path: Annotated[
        Path, typer.Argument(metavar="DATA", help="File or folder of the annotations.", show_default=False)
    ],
    pictures: Annotated[
        Path | None, typer.Option(metavar="DIR", help="The folder of the pictures.", show_default="looked for")
    ] = None,
    unnamed: Annotated[str, typer.Option(metavar="NAME", help="What to call objects without a name.")] = "object",
    batches: Annotated[
        int, typer.Option(metavar="COUNT", min=0, help="So many training batches are made of it and shown.")
    ] = 1,
    out: Annotated[Path, typer.Option(metavar="FILE", help="The page to write.")] = Path("inspect-data.html"),
) -> None:
    """Annotated pictures: categories and sizes, masks, what a network gets of them, a training episode.

    \b
    seesame inspect data balloon/train --unnamed balloon
    seesame inspect data instances.json --pictures pictures/ --batches 3 --out inside.html
    """
    from seesame.data import open_dataset
    from seesame.data.episodes import EpisodeConfig, Episodes
    from seesame.data.sources import Pool, Source, SourceSpec
    from seesame.errors import DataError
    from seesame.inspect.data_page import data_page

    dataset = open_dataset(path, pictures, category=unnamed, tell=lambda problem: None)
    shown = []
    if batches:
        try:
            pool = Pool([Source(dataset, SourceSpec(str(path), exhaustive=True))])
            made = Episodes(pool, EpisodeConfig(), 0)
            shown = [made[number] for number in range(batches)]
        except DataError as error:
            complain(f"no training batch can be made: {error}")
    write(out, data_page(dataset, episodes=shown).encode("utf-8"))
    complain(f"look at {out}")


@inspect.command("model", cls=ManyValues, no_args_is_help=True)
def model_command(
    references: Annotated[
        list[str],
        typer.Argument(metavar="REFERENCE", help="What is asked, as for `seesame find`.", show_default=False),
    ],
    scene: Annotated[
        Path, typer.Option("--in", metavar="PICTURE", help="The one picture that is asked.", show_default=False)
    ],
    truth: Annotated[
        Path | None,
        typer.Option(
            metavar="ANNOTATIONS",
            help="What is true of the picture, in any format that is read: shows what each stage should have said.",
            show_default=False,
        ),
    ] = None,
    pictures: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="The folder of the pictures of --truth.", show_default="looked for"),
    ] = None,
    category: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="What of --truth is asked for.", show_default="the only category"),
    ] = None,
    threshold: Threshold = None,
    weights: WeightsName = "default",
    threads: Threads = None,
    max_pixels: MaxPixels = MAX_PIXELS,
    out: Annotated[Path, typer.Option(metavar="FILE", help="The page to write.")] = Path("inspect-model.html"),
) -> None:
    """One question, stage by stage: maps, candidates, refinement, quality, match, score, suppression, masks.

    With torch installed also the backbone's maps, and what every place said.

    \b
    seesame inspect model mug.jpg --in kitchen.jpg
    seesame inspect model desk.jpg@40,12,180,160 --in kitchen.jpg --threshold 0.1 --out mugs.html
    seesame inspect model cup.jpg --in val/7.jpg --truth instances.json --pictures val/ --category cup
    """
    card = read_with_warnings(references, max_pixels)
    picture = read(scene, max_pixels)
    from seesame.data import open_dataset
    from seesame.errors import InstallationError, require
    from seesame.inference import Finder  # late: it is slow to import
    from seesame.inspect.question_page import question_page
    from seesame.inspect.stages import stages
    from seesame.inspect.truth import truth_in
    from seesame.weights import find

    known = None
    if truth is not None:
        named = open_dataset(truth, pictures, category=category or "object", tell=lambda problem: None)
        known = truth_in(named, scene, category)
    finder = Finder(weights, threads=threads)
    made = stages(finder, picture, card.references, threshold)
    seen = None
    try:
        require("torch", "train")
        from seesame.inspect.dense import dense

        seen = dense(find(weights), made.scene)
    except InstallationError as error:
        complain(f"what every place said is left out: {error}")
    page = question_page(finder, made, references, str(scene), known, seen)
    write(out, page.encode("utf-8"))
    complain(f"{len(made.found)} instances; look at {out}")


@inspect.command("weights", cls=ManyValues)
def weights_command(
    weights: Annotated[str, typer.Argument(metavar="WEIGHTS", help="Name or folder of the weights.")] = "default",
    out: Annotated[Path, typer.Option(metavar="FILE", help="The page to write.")] = Path("inspect-weights.html"),
) -> None:
    """The tensors of a network: shapes, statistics, histograms.

    \b
    seesame inspect weights
    seesame inspect weights runs/mine/weights --out mine.html
    """
    from seesame.inspect.weights_page import weights_page
    from seesame.weights import find

    write(out, weights_page(find(weights)).encode("utf-8"))
    complain(f"look at {out}")
