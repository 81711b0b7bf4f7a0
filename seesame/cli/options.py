"""Options that several commands have: one word, one meaning, one help text."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from seesame.descriptor import Same

ADVISED = "what the weights advise"

CardPath = Annotated[Path, typer.Argument(metavar="CARD", help="A card, as in mug.seesame.", show_default=False)]
WeightsName = Annotated[str, typer.Option("--weights", metavar="WEIGHTS", help="Name or folder of the weights.")]
Threads = Annotated[
    int | None, typer.Option("--threads", metavar="COUNT", min=1, help="Processor threads.", show_default="all")
]
MaxPixels = Annotated[
    int, typer.Option("--max-pixels", metavar="COUNT", min=1, help="Refuse larger pictures, before decoding them.")
]
Threshold = Annotated[
    float | None,
    typer.Option(
        "--threshold", metavar="SCORE", min=0.0, max=1.0, help="Least score of an instance.", show_default=ADVISED
    ),
]
FalseAlarms = Annotated[
    str | None,
    typer.Option(
        "--false-alarms",
        metavar="RATE",
        help="Instead of a threshold: let this share of the pictures without the thing be false alarms, as in 5%.",
        show_default=False,
    ),
]
SameOption = Annotated[
    Same | None,
    typer.Option(
        "--same",
        help="Anything of the references' category, or the very object that they show: any mug, or my mug.",
        show_default="what the card says, or category",
    ),
]
Top = Annotated[int, typer.Option("--top", metavar="COUNT", min=1, help="At most this many instances a picture.")]
ReportFile = Annotated[Path | None, typer.Option("--out", metavar="FILE", help="Write the report here, as JSON.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress, no table; failures are told.")]
