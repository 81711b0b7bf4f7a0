"""The program `seesame`: its commands, its version, and what an error looks like."""

from __future__ import annotations

import traceback
from collections.abc import Sequence
from typing import Annotated

import typer

from seesame import __version__
from seesame.cli.card import card
from seesame.cli.config import config
from seesame.cli.data import data
from seesame.cli.evaluate import evaluate
from seesame.cli.evaluate_objects import evaluate_objects
from seesame.cli.export import export
from seesame.cli.find import find
from seesame.cli.fit_objects import fit_objects
from seesame.cli.index import index
from seesame.cli.inspect import inspect
from seesame.cli.label import label
from seesame.cli.label_folders import label_folders
from seesame.cli.maskrcnn import maskrcnn
from seesame.cli.screen import complain
from seesame.cli.search import search
from seesame.cli.serve import serve
from seesame.cli.train import train
from seesame.cli.values import ManyValues
from seesame.cli.video import video
from seesame.cli.weights import weights
from seesame.cli.why import why
from seesame.errors import SeesameError

_BUG = 6

app = typer.Typer(
    name="seesame",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
FINDING = (find, search, serve, label, label_folders, why, video)
LEARNING = (evaluate, evaluate_objects, fit_objects, train, export)
for command in (*FINDING, *LEARNING):
    app.command(cls=ManyValues, no_args_is_help=True)(command)
for commands in (card, data, config, index, inspect, maskrcnn, weights):
    app.add_typer(commands)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program; returns its exit code. An error is one message on standard error, never a traceback."""
    try:
        app(args=arguments, prog_name="seesame")
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 0
    except SeesameError as error:
        complain(f"error: {error}")
        return error.exit_code
    except KeyboardInterrupt:
        return 130
    except Exception:
        traceback.print_exc()
        complain("error: this is a bug in seesame, not in what you did; please report it with the lines above")
        return _BUG
    return 0


def _show_version(asked: bool) -> None:
    if asked:
        print(f"seesame {__version__}, weights {_weights_id()}")
        raise typer.Exit()


def _weights_id() -> str:
    """The id of the default weights, or why there are none."""
    from seesame.weights import find as find_weights

    try:
        return find_weights("default").card.id
    except SeesameError as error:
        return f"none ({error})"


@app.callback()
def describe(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the versions and exit.")
    ] = False,
) -> None:
    """Show it one, see the same: one picture of a thing, and every instance of it in other pictures.

    \b
    seesame find mug.jpg --in kitchen/
    seesame find desk.jpg@40,12,180,160 --in office/ --out found
    seesame find mug-1.jpg mug-2.jpg --in kitchen/ --format csv --threshold 0.5

    Each command explains itself with examples: seesame find --help.

    Exit codes: 0 found, 1 nothing found, 2 wrong use, 3 some inputs unreadable, 4 all unreadable, 5 something is not
    installed, 6 the program failed, 130 interrupted.
    """
