"""`seesame export`: from a training checkpoint to weights that run without torch."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from seesame.cli.options import Quiet
from seesame.cli.screen import complain, progress
from seesame.errors import require


def export(
    checkpoint: Annotated[
        Path, typer.Argument(metavar="CHECKPOINT", help="What `seesame train` wrote.", show_default=False)
    ],
    out: Annotated[
        Path,
        typer.Argument(metavar="OUT", help="Folder for the weights; what was there is replaced.", show_default=False),
    ],
    data: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            help="The recipe's data folder, to learn gists, and to fit scores and threshold on the pictures held back.",
        ),
    ] = None,
    pictures: Annotated[
        list[str] | None,
        typer.Option(
            "--compare-on",
            metavar="PICTURES...",
            help="Pictures, folders or globs that graphs and torch must answer alike.",
            show_default="the sample picture",
        ),
    ] = None,
    quiet: Quiet = False,
) -> None:
    """Make a checkpoint into weights for use without torch.

    \b
    seesame export runs/mine/last.pt runs/mine/weights --data data
    seesame find mug.jpg --in kitchen/ --weights runs/mine/weights

    The weights are ONNX graphs and their card; nothing is written if they answer unlike torch.
    """
    require("seesame.train.export", "train")
    from seesame.images import expand
    from seesame.train.export import export as write_weights

    compared = [Path(path) for path in expand(pictures or [])]
    with progress("exporting", quiet) as report:
        card = write_weights(checkpoint, out, data, compared, report)
    complain(f"{out} holds {card.id}; use it with: seesame find --weights {out} ...")
