"""`seesame maskrcnn`: Mask R-CNN for a fixed set of categories."""

from __future__ import annotations

import typer

from seesame.cli.closed_evaluate import evaluate
from seesame.cli.closed_train import train
from seesame.cli.detect import detect
from seesame.cli.detect_splash import splash
from seesame.cli.values import ManyValues

maskrcnn = typer.Typer(
    name="maskrcnn",
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Mask R-CNN, for a fixed set of categories with many examples of each.",
)
for command in (train, evaluate, detect, splash):
    maskrcnn.command(cls=ManyValues, no_args_is_help=True)(command)
