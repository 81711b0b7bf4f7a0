"""`seesame export`: from a training checkpoint to weights that run without torch."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from seesame.cli.screen import complain
from seesame.errors import require


def export(
    checkpoint: Annotated[
        Path, typer.Argument(metavar="CHECKPOINT", help="What `seesame train` wrote.", show_default=False)
    ],
    out: Annotated[Path, typer.Argument(metavar="OUT", help="Folder to write the weights to.", show_default=False)],
) -> None:
    """Make a checkpoint into weights for use without torch.

    \b
    seesame export runs/mine/last.pt runs/mine/weights
    seesame find mug.jpg --in kitchen/ --weights runs/mine/weights

    The weights are ONNX graphs and their card; nothing is written if they answer unlike torch on real pictures.
    """
    require("seesame.model.export", "train")
    from seesame.model.export import export as write_graphs

    write_graphs(checkpoint, out)
    complain(f"the weights are in {out}; use them with: seesame find --weights {out} ...")
