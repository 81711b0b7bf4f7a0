"""`seesame weights`: what was trained elsewhere, and several runs as one."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from seesame.cli.screen import complain
from seesame.cli.values import ManyValues
from seesame.errors import InputError, require

weights = typer.Typer(
    name="weights",
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Weights that were trained elsewhere, and several runs as one.",
)

NEXT = {
    "paper-small": "seesame evaluate --system paper-small --weights {out} ...",
    "paper-large": "seesame evaluate --system paper-large --weights {out} ...",
    "resnet50": "seesame train recipes/paper/train/small.toml --set start={out}",
}
"""What can be done with each network, by its preset."""


@weights.command(cls=ManyValues, no_args_is_help=True)
def convert(
    file: Annotated[
        Path, typer.Argument(metavar="FILE.h5", help="Weights as Keras 2 saved them.", show_default=False)
    ],
    out: Annotated[
        Path | None, typer.Option(metavar="FILE.pt", help="The checkpoint to write.", show_default="beside FILE.h5")
    ] = None,
) -> None:
    """Make a checkpoint of weights that the old Keras repositories published or trained.

    \b
    seesame weights convert small_siamese_mrcnn_0160.h5
    seesame weights convert imagenet_687.h5 --out weights/imagenet_687.pt
    seesame evaluate --system paper-small --weights small_siamese_mrcnn_0160.pt --coco coco/

    Siamese Mask R-CNN (bethgelab/siamese-mask-rcnn: small_siamese_mrcnn_0160.h5, large_siamese_mrcnn_coco_*.h5,
    imagenet_*.h5) and Mask R-CNN (matterport/Mask_RCNN: mask_rcnn_coco.h5, mask_rcnn_balloon.h5, and what was trained
    with it). Every tensor must be there in its shape, and no other; those that are not are named.
    """
    require("torchvision", "train")
    from seesame.model.convert import convert as convert_weights

    target = out or file.with_suffix(".pt")
    if target == file:
        raise InputError(f"{target} is the file to convert itself; name another one with --out")
    converted = convert_weights(file, target)
    for name in converted.left_out:
        complain(f"left out: {name}, the classifier's")
    following = NEXT.get(converted.preset, "seesame.model.convert.load_keras_closed in Python").format(out=target)
    complain(f"{target} holds {converted.preset}, {len(converted.network)} tensors; next: {following}")


@weights.command(cls=ManyValues, no_args_is_help=True)
def average(
    checkpoints: Annotated[
        list[Path], typer.Argument(metavar="CHECKPOINT...", help="What `seesame train` wrote.", show_default=False)
    ],
    out: Annotated[Path, typer.Option(metavar="FILE.pt", help="The checkpoint to write.", show_default=False)],
) -> None:
    """Make one checkpoint of several, the mean of their weights.

    \b
    seesame weights average runs/one/last.pt runs/two/last.pt --out runs/both.pt
    seesame export runs/both.pt runs/both --data data

    For runs of the default network of which each began with another: their mean is often better than any of them, and
    costs nothing when it is used. All but the weights is taken from the last one.
    """
    require("torchvision", "train")
    from seesame.train.averaging import average as average_weights

    made = average_weights(checkpoints, out)
    names = " + ".join(_named(each) for each in made["averaged"])
    complain(f"{out} holds the mean of {names}; next: seesame export {out} FOLDER --data DATA")


def _named(part: Any) -> str:
    return f"({' + '.join(map(_named, part))})" if isinstance(part, list) else f"{part['name']} at {part['steps_done']}"
