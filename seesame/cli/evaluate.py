"""`seesame evaluate`: the one-shot protocol on a dataset of any known format."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from seesame.cli.options import Quiet, ReportFile, WeightsName
from seesame.cli.screen import complain
from seesame.data.recognise import FORMATS
from seesame.errors import ConfigError, require

_SYSTEMS = "finder|torch|tiled|tiled-320|shuffled|correlation|orb|sift|frozen|paper-small|paper-large"


def evaluate(
    annotations: Annotated[
        Path | None,
        typer.Argument(metavar="DATA", help="File or folder of the annotations, in any format.", show_default=False),
    ] = None,
    pictures: Annotated[
        Path | None,
        typer.Argument(metavar="IMAGES", help="Folder of the pictures, if not by the annotations.", show_default=False),
    ] = None,
    format: Annotated[
        str | None,
        typer.Option(metavar="|".join(FORMATS), help="What the annotations are.", show_default="recognised by looking"),
    ] = None,
    unnamed: Annotated[
        str, typer.Option(metavar="NAME", help="What to call objects that the format gives no name.")
    ] = "object",
    coco: Annotated[
        Path | None,
        typer.Option(
            metavar="ROOT",
            help="Instead: the official COCO 2017 folders; val2017 is searched.",
            show_default=False,
        ),
    ] = None,
    recipe: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Take protocol, systems and weights from a recipe, such as those in recipes/paper.",
            show_default=False,
        ),
    ] = None,
    shots: Annotated[int, typer.Option(metavar="COUNT", min=1, help="References of one question.")] = 1,
    runs: Annotated[
        int, typer.Option(metavar="COUNT", min=1, help="Ask everything so often, with other references each time.")
    ] = 5,
    seed: Annotated[int, typer.Option(metavar="NUMBER", min=0, help="Of all draws.")] = 0,
    limit: Annotated[
        int | None, typer.Option(metavar="COUNT", min=1, help="Search only so many pictures.", show_default="all")
    ] = None,
    categories: Annotated[
        list[str] | None,
        typer.Option("--category", metavar="NAME...", help="Ask only for these categories.", show_default="all"),
    ] = None,
    split: Annotated[
        int | None,
        typer.Option(metavar="1..4", min=1, max=4, help="Ask only for every fourth category.", show_default="all"),
    ] = None,
    novel: Annotated[bool, typer.Option("--novel/--known", help="What the split holds out, or all the rest.")] = True,
    same_picture: Annotated[
        bool, typer.Option("--same-picture", help="References may come from the searched picture, as in the paper.")
    ] = False,
    systems: Annotated[
        list[str] | None,
        typer.Option(
            "--system",
            metavar=_SYSTEMS,
            help="What to examine; the reports of all but the first go to FILE-NAME.",
            show_default="finder",
        ),
    ] = None,
    command: Annotated[
        str | None,
        typer.Option(
            metavar="COMMAND",
            help="Examine a program instead: it reads {questions} and {pictures} and writes COCO results to {results}.",
            show_default=False,
        ),
    ] = None,
    results: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Count these COCO results instead.", show_default=False)
    ] = None,
    questions: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Ask exactly what this file asks.", show_default=False)
    ] = None,
    write_questions: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Only write the questions there.", show_default=False)
    ] = None,
    weights: WeightsName = "default",
    workers: Annotated[int, typer.Option(metavar="COUNT", min=1, help="Processes.")] = 1,
    threads: Annotated[
        int | None,
        typer.Option(
            metavar="COUNT", min=1, help="Processor threads of a process.", show_default="all, 1 with several processes"
        ),
    ] = None,
    out: ReportFile = None,
    answers: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Keep every answer there, a JSON object a line; an interrupted examination goes on from it.",
            show_default="FILE.answers of --out, until it is done",
        ),
    ] = None,
    markdown: Annotated[Path | None, typer.Option(metavar="FILE", help="Write the report as Markdown.")] = None,
    html: Annotated[Path | None, typer.Option(metavar="FILE", help="Write the report as a page with figures.")] = None,
    quiet: Quiet = False,
) -> None:
    """Measure how well a system finds what it is shown.

    \b
    seesame evaluate instances.json pictures/ --runs 5 --shots 1 --out report.json --html report.html
    seesame evaluate balloon/ --unnamed balloon --system finder shuffled correlation sift --workers 2
    seesame evaluate instances.json pictures/ --write-questions questions.json
    seesame evaluate instances.json pictures/ --questions questions.json --results theirs.json
    seesame evaluate --coco coco/ --split 1 --novel --workers 8 --out novel-1.json

    For every category of every picture, references are drawn from other pictures; as many questions are asked for
    things that are not there.
    """
    require("pycocotools", "evaluate")
    from seesame.cli import examination
    from seesame.evaluate import Protocol
    from seesame.evaluate.plan import Plan, Planned, read_plan

    _only_one({"--recipe": recipe, "--command": command, "--results": results, "--write-questions": write_questions})
    _only_one({"--recipe": recipe, "--questions": questions, "--write-questions": write_questions})
    asked = tuple(categories) if categories else None
    where = examination.Where(annotations, pictures, coco, questions, format)
    protocol = Protocol(shots, runs, seed, same_picture, limit=limit, categories=asked, split=split, novel=novel)
    planned = Planned("examination", protocol, tuple(systems or ("finder",)), weights, category=unnamed)
    plan = read_plan(recipe) if recipe else Plan("Examination", (planned,))
    output = examination.Output(out, answers, markdown, html, quiet)
    failed = 0
    if write_questions:
        examination.write_questions(planned, where, write_questions)
    elif command or results:
        failed = examination.run_results(planned, where, command, results, output)
    else:
        failed = examination.run(plan, where, examination.Effort(workers, threads), output)
    if failed:
        complain(f"{failed} pictures or references could not be used; the report names them")
    raise typer.Exit(3 if failed else 0)


def _only_one(options: Mapping[str, object]) -> None:
    given = [name for name, value in options.items() if value is not None]
    if len(given) > 1:
        raise ConfigError(f"{' and '.join(given)} came together, expected one of them; leave one out")
