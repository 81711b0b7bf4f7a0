"""The old networks in Keras 2, layer by layer, with random weights: what the converter is measured against.

Written from the papers and from the layer names of the published files; nothing is downloaded. A program of its own,
for TensorFlow and torch do not live in one process: it needs the packages of the extra `keras` and not seesame.

python benchmarks/keras_networks.py siamese-small 128 FOLDER

writes FOLDER/weights.h5 and FOLDER/said.npz, what went in and what each stage said. Boxes there are y1 x1 y2 x2.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np
import tensorflow as tf
import tf_keras as keras

L = keras.layers
STRIDES = (4, 8, 16, 32, 64)
RATIOS = (0.5, 1.0, 2.0)
SCALES = (32, 64, 128, 256, 512)
MEAN = np.array([123.7, 116.8, 103.9], np.float32)
DEVIATION = np.array([0.1, 0.1, 0.2, 0.2], np.float32)


def norm(name: str, x: Any, each: bool = False) -> Any:
    """Batch normalisation by its kept figures, Keras's own epsilon."""
    layer = L.BatchNormalization(name=name)
    return L.TimeDistributed(layer, name=name)(x, training=False) if each else layer(x, training=False)


def block(x: Any, widths: tuple[int, int], name: str, stride: int, project: bool) -> Any:
    """A residual block that strides in its first 1 x 1 convolution."""
    narrow, wide = widths
    y = L.Conv2D(narrow, 1, strides=stride, name=f"res{name}_branch2a")(x)
    y = L.ReLU()(norm(f"bn{name}_branch2a", y))
    y = L.Conv2D(narrow, 3, padding="same", name=f"res{name}_branch2b")(y)
    y = L.ReLU()(norm(f"bn{name}_branch2b", y))
    y = norm(f"bn{name}_branch2c", L.Conv2D(wide, 1, name=f"res{name}_branch2c")(y))
    if project:
        x = norm(f"bn{name}_branch1", L.Conv2D(wide, 1, strides=stride, name=f"res{name}_branch1")(x))
    return L.ReLU()(L.Add()([y, x]))


def resnet(pixels: Any, depth: int) -> list[Any]:
    """C2 to C5."""
    x = L.Conv2D(64, 7, strides=2, name="conv1")(L.ZeroPadding2D(3)(pixels))
    x = L.MaxPooling2D(3, strides=2, padding="same")(L.ReLU()(norm("bn_conv1", x)))
    maps = []
    for stage, blocks in zip((2, 3, 4, 5), (3, 4, 23 if depth == 101 else 6, 3), strict=True):
        narrow = 64 * 2 ** (stage - 2)
        for place in range(blocks):
            stride = 2 if place == 0 and stage > 2 else 1
            x = block(x, (narrow, 4 * narrow), f"{stage}{chr(97 + place)}", stride, place == 0)
        maps.append(x)
    return maps


def pyramid(maps: Sequence[Any], channels: int, bend: str | None) -> list[Any]:
    """P2 to P6; `bend` is the activation of lateral and output convolutions."""
    merged = None
    outputs = []
    for level, each in reversed(list(zip((2, 3, 4, 5), maps, strict=True))):
        lateral = L.Conv2D(channels, 1, activation=bend, name=f"fpn_c{level}p{level}")(each)
        merged = lateral if merged is None else L.Add()([L.UpSampling2D(2)(merged), lateral])
        outputs.append(L.Conv2D(channels, 3, padding="same", activation=bend, name=f"fpn_p{level}")(merged))
    return [*reversed(outputs), L.MaxPooling2D(1, strides=2)(outputs[0])]


def rpn(channels: int) -> Any:
    """The head over anchors, as a model of its own."""
    level = keras.Input((None, None, channels))
    x = L.Conv2D(512, 3, padding="same", activation="relu", name="rpn_conv_shared")(level)
    logits = L.Reshape((-1, 2))(L.Conv2D(2 * len(RATIOS), 1, name="rpn_class_raw")(x))
    deltas = L.Reshape((-1, 4))(L.Conv2D(4 * len(RATIOS), 1, name="rpn_bbox_pred")(x))
    return keras.Model(level, [logits, deltas], name="rpn_model")


def pooled(levels: Sequence[Any], boxes: Any, cells: int, side: int) -> Any:
    """crop_and_resize of normalised boxes (1, R, 4) from the level of their size: (1, R, cells, cells, C)."""

    def pool(parts: Any) -> Any:
        flat = parts[-1][0]
        size = tf.sqrt((flat[:, 2] - flat[:, 0]) * (flat[:, 3] - flat[:, 1])) * side
        level = tf.clip_by_value(tf.round(4.0 + tf.math.log(size / 224.0) / tf.math.log(2.0)), 2.0, 5.0)
        index = tf.zeros_like(level, tf.int32)
        each = [tf.image.crop_and_resize(part, flat, index, (cells, cells)) for part in parts[:-1]]
        stacked = tf.stack(each, 1)
        return tf.gather(stacked, tf.cast(level, tf.int32) - 2, batch_dims=1)[None]

    return L.Lambda(pool)([*levels[:4], boxes])


def heads(levels: Sequence[Any], boxes: Any, size: int, categories: int, sets: int, side: int) -> list[Any]:
    """Logits (1, R, categories), deltas (1, R, sets, 4) and mask logits (1, R, 28, 28, sets)."""
    x = pooled(levels, boxes, 7, side)
    for number, kernel in ((1, 7), (2, 1)):
        x = L.TimeDistributed(L.Conv2D(size, kernel), name=f"mrcnn_class_conv{number}")(x)
        x = L.ReLU()(norm(f"mrcnn_class_bn{number}", x, each=True))
    x = L.Reshape((-1, size))(x)
    logits = L.TimeDistributed(L.Dense(categories), name="mrcnn_class_logits")(x)
    deltas = L.TimeDistributed(L.Dense(4 * sets), name="mrcnn_bbox_fc")(x)
    deltas = L.Reshape((-1, sets, 4))(deltas)
    y = pooled(levels, boxes, 14, side)
    for number in (1, 2, 3, 4):
        y = L.TimeDistributed(L.Conv2D(256, 3, padding="same"), name=f"mrcnn_mask_conv{number}")(y)
        y = L.ReLU()(norm(f"mrcnn_mask_bn{number}", y, each=True))
    y = L.TimeDistributed(L.Conv2DTranspose(256, 2, strides=2, activation="relu"), name="mrcnn_mask_deconv")(y)
    return [logits, deltas, L.TimeDistributed(L.Conv2D(sets, 1), name="mrcnn_mask")(y)]


def siamese(side: int, reference_side: int, size: int, sets: int) -> Any:
    """Siamese Mask R-CNN, its parts nested as in the published files. Outputs by stage."""
    scene, reference = keras.Input((side, side, 3)), keras.Input((reference_side, reference_side, 3))
    boxes = keras.Input((None, 4))
    pixels = keras.Input((None, None, 3))
    backbone = keras.Model(pixels, resnet(pixels, 50), name="resnet_model")
    maps = [keras.Input((None, None, each.shape[-1])) for each in backbone.outputs]
    levels = keras.Model(maps, pyramid(maps, 256, "relu"), name="fpn_model")
    seen, shown = backbone(scene), backbone(reference)
    ours, theirs = levels(seen), levels(shown)
    matched = []
    for number, (level, example) in enumerate(zip(ours, theirs, strict=True), 2):
        difference = L.Lambda(lambda pair: tf.abs(pair[0] - tf.reduce_mean(pair[1], (1, 2), keepdims=True)))(
            [level, example]
        )
        both = L.Concatenate()([level, difference])
        matched.append(L.Conv2D(384, 1, name=f"fpn_distance_P{number}")(both))
    said = _of_all_levels(rpn(384), matched)
    outputs = {"backbone": seen, "pyramid": ours, "match": matched, "anchors": said}
    outputs["heads"] = heads(matched, boxes, size, 2, sets, side)
    return keras.Model([scene, reference, boxes], outputs)


def closed(side: int, depth: int, categories: int) -> Any:
    """Mask R-CNN, nothing nested but the head over anchors. Outputs by stage."""
    scene, boxes = keras.Input((side, side, 3)), keras.Input((None, 4))
    maps = resnet(scene, depth)
    levels = pyramid(maps, 256, None)
    outputs = {"backbone": maps, "pyramid": levels, "anchors": _of_all_levels(rpn(256), levels)}
    outputs["heads"] = heads(levels, boxes, 1024, categories, categories, side)
    return keras.Model([scene, boxes], outputs)


def _of_all_levels(head: Any, levels: Sequence[Any]) -> list[Any]:
    logits, deltas = zip(*(head(each) for each in levels), strict=True)
    return [L.Concatenate(axis=1)(list(logits)), L.Concatenate(axis=1)(list(deltas))]


def randomise(model: Any, seed: int) -> None:
    """Weights that keep activations near one and boxes and scores moderate, as trained ones do: what is last in a
    residual block counts a third, what joins the pyramid a half, scores of anchors and deltas a tenth."""
    rng = np.random.default_rng(seed)
    for each in model.weights:
        layer, kind = each.name.split("/")[-2], each.name.split("/")[-1].partition(":")[0]
        shape = tuple(each.shape)
        if kind == "kernel":
            inputs = np.prod(shape[:-1]) if "deconv" not in layer else shape[3]
            share = 0.1 if layer in ("rpn_class_raw", "rpn_bbox_pred", "mrcnn_bbox_fc") else 1.0
            share = 0.5 if layer.startswith("fpn_c") else share
            value = rng.normal(0, share * (1.6 / inputs) ** 0.5, shape)
        elif kind == "gamma":
            value = rng.uniform(0.2, 0.4, shape) if "branch2c" in layer else rng.uniform(0.7, 1.3, shape)
        elif kind == "moving_variance":
            # conv1 sees pixels of up to 255 and leaves what later layers shall see
            value = rng.uniform(0.7, 1.3, shape) * (4000.0 if layer == "bn_conv1" else 1.0)
        else:
            value = rng.normal(0, 0.1, shape)
        each.assign(value.astype(np.float32))


def anchors(side: int) -> np.ndarray:
    """Anchors (A, 4) y1 x1 y2 x2 in pixels, right and bottom exclusive; level, row, column, ratio."""
    found = []
    for scale, stride in zip(SCALES, STRIDES, strict=True):
        for y in range(0, side, stride):
            for x in range(0, side, stride):
                for ratio in RATIOS:
                    height, width = scale / ratio**0.5, scale * ratio**0.5
                    found.append((y - height / 2, x - width / 2, y + height / 2, x + width / 2))
    return np.array(found, np.float32)


def normalised(boxes: np.ndarray, side: int) -> np.ndarray:
    """Boxes in pixels, exclusive, as shares of the side between the first and last pixel."""
    return np.asarray((boxes - [0, 0, 1, 1]) / (side - 1), np.float32)


def decoded(boxes: Any, deltas: Any, window: Sequence[float]) -> Any:
    """Normalised boxes moved by deltas (dy, dx, log dh, log dw), cut to a window."""
    deltas = deltas * DEVIATION
    size = boxes[:, 2:] - boxes[:, :2]
    centre = boxes[:, :2] + 0.5 * size + deltas[:, :2] * size
    size = size * tf.exp(deltas[:, 2:])
    corners = tf.concat([centre - 0.5 * size, centre + 0.5 * size], 1)
    low, high = tf.constant([*window[:2]] * 2, tf.float32), tf.constant([*window[2:]] * 2, tf.float32)
    return tf.maximum(tf.minimum(corners, high), low)


def pixels(boxes: Any, side: int) -> np.ndarray:
    """Normalised boxes back in pixels, right and bottom exclusive."""
    return np.asarray(boxes, np.float32) * (side - 1) + np.array([0, 0, 1, 1], np.float32)


def picture(side: int, seed: int) -> np.ndarray:
    """One picture (1, side, side, 3) float32 in [0, 255], smooth and noisy."""
    rng = np.random.default_rng(seed)
    coarse = rng.uniform(0, 255, (1, side // 16, side // 16, 3)).repeat(16, 1).repeat(16, 2)
    return np.asarray(0.7 * coarse + 0.3 * rng.uniform(0, 255, coarse.shape), np.float32)


def rois(side: int) -> np.ndarray:
    """Boxes (12, 4) of all sizes, pixels."""
    rng = np.random.default_rng(4)
    centre = rng.uniform(0.3, 0.7, (12, 2))
    half = np.geomspace(0.04, 0.29, 12)[:, None] * rng.uniform(0.8, 1.0, (12, 2))
    return np.asarray(np.concatenate([centre - half, centre + half], 1) * side, np.float32)


def boxes_after(said: dict[str, np.ndarray], boxes: np.ndarray, side: int) -> dict[str, np.ndarray]:
    """All anchors moved, the proposals that are left of them, and regions moved and cut to a window, in pixels."""
    logits, deltas = said["anchors.0"][0], said["anchors.1"][0]
    moved = decoded(normalised(anchors(side), side), deltas, (0, 0, 1, 1))
    objectness = tf.nn.softmax(logits)[:, 1]
    first = tf.math.top_k(objectness, min(6000, len(logits))).indices
    kept = tf.image.non_max_suppression(tf.gather(moved, first), tf.gather(objectness, first), 500, 0.7)
    window = (0.1, 0.0, 0.9, 1.0)
    refined = decoded(normalised(boxes, side), said["heads.1"][0, :, -1], window)
    return {
        "window": pixels([window], side)[0],
        "anchor boxes": anchors(side),
        "decoded": pixels(moved, side),
        "proposals": pixels(tf.gather(tf.gather(moved, first), kept), side),
        "refined": pixels(refined, side),
    }


NETWORKS = {
    "siamese-small": lambda side: siamese(side, 96, 512, 1),
    "siamese-large": lambda side: siamese(side, 192, 1024, 2),
    "mask-rcnn-101": lambda side: closed(side, 101, 81),
    "mask-rcnn-50": lambda side: closed(side, 50, 2),
}


def main(name: str, side: int, folder: Path) -> None:
    """Build, save, and ask."""
    model = NETWORKS[name](side)
    randomise(model, 1)
    model.save_weights(str(folder / "weights.h5"))
    scene, boxes = picture(side, 2), rois(side)
    reference = picture(model.inputs[1].shape[1], 3) if name.startswith("siamese") else None
    shown = [] if reference is None else [reference - MEAN]
    answer = model([scene - MEAN, *shown, normalised(boxes, side)[None]])
    said = {f"{stage}.{n}": np.asarray(each) for stage, parts in answer.items() for n, each in enumerate(parts)}
    given = {"scene": scene, "boxes": boxes} | ({} if reference is None else {"reference": reference})
    np.savez(folder / "said.npz", **given, **said, **boxes_after(said, boxes, side))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]))
