"""Harm to what drawing programs write: VIA, LabelMe, Label Studio, CVAT."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from defects import REFUSED
from harms import SHAPES, UNUSABLE, Harm, Harms, text_cut


def named(content: Any) -> str:
    """The second picture of VIA's file."""
    return str(list(content.values())[1]["filename"])


def via() -> Harms:
    """As of COCO: by the names of the defects the harm, and the kinds it may be reported as."""
    def entry(content: Any) -> Any:
        return list(content.values())[1]

    def region(content: Any) -> Any:
        return entry(content)["regions"][0]

    def shape(change: Callable[[list[float]], list[float]]) -> Harm:
        def harm(content: Any) -> str:
            said = region(content)["shape_attributes"]
            pairs = zip(said["all_points_x"], said["all_points_y"], strict=True)
            flat = change([each for pair in pairs for each in pair])
            said["all_points_x"], said["all_points_y"] = flat[0::2], flat[1::2]
            return str(entry(content)["filename"])

        return harm

    def put(**said: Any) -> Harm:
        return lambda content: region(content)["shape_attributes"].update(said) or entry(content)["filename"]

    def attributes(content: Any) -> str:
        region(content)["region_attributes"] = {"colour": "red", "state": "old"}
        return str(entry(content)["filename"])

    return {name: (shape(change), kind) for name, (change, kind) in SHAPES.items()} | {
        "JSON cut short": (text_cut, (REFUSED,)),
        "more x than y": (put(all_points_y=[1, 2, 3]), UNUSABLE),
        "no y": (lambda content: region(content)["shape_attributes"].pop("all_points_y") and None, UNUSABLE),
        "shape that is not known": (put(name="spline"), UNUSABLE),
        "point": (put(name="point", cx=3, cy=4), ("no such shape",)),
        "circle without a radius": (put(name="circle", cx=3, cy=4), UNUSABLE),
        "attributes that name no category": (attributes, ("no name",)),
        "region that is no entry": (lambda content: entry(content)["regions"].append(None), UNUSABLE),
        "picture without a name": (lambda content: entry(content).pop("filename") and "entry ", UNUSABLE),
        "regions that are a word": (lambda content: entry(content).update(regions="none"), UNUSABLE),
    }


def labelme() -> Harms:
    """As of COCO: by the names of the defects the harm, and the kinds it may be reported as."""
    def shape(change: Callable[[list[float]], list[float]]) -> Harm:
        def harm(content: Any) -> None:
            flat = change(np.ravel(content["shapes"][0]["points"]).tolist())
            content["shapes"][0]["points"] = [flat[place : place + 2] for place in range(0, len(flat), 2)]

        return harm

    def put(**said: Any) -> Harm:
        return lambda content: content["shapes"][0].update(said)

    def whole(**said: Any) -> Harm:
        return lambda content: content.update(said)

    return {name: (shape(change), kind) for name, (change, kind) in SHAPES.items()} | {
        "JSON cut short": (text_cut, UNUSABLE),
        "shape that is not known": (put(shape_type="spline"), UNUSABLE),
        "line": (put(shape_type="linestrip"), ("no such shape",)),
        "rectangle of one point": (put(shape_type="rectangle", points=[[3, 4]]), UNUSABLE),
        "points that are a word": (put(points="none"), UNUSABLE),
        "mask that is no picture": (put(shape_type="mask", points=[[1, 1], [9, 9]], mask="AAAA"), UNUSABLE),
        "no label": (put(label=None), ("no name", *UNUSABLE)),
        "shape that is no entry": (lambda content: content["shapes"].append(None), UNUSABLE),
        "height that is a word": (whole(imageHeight="tall"), UNUSABLE),
        "height below zero": (whole(imageHeight=-5), ("another size", *UNUSABLE)),
        "height beyond all memory": (whole(imageHeight=10**9), ("another size", *UNUSABLE)),
        "shapes that are no list": (whole(shapes=None), UNUSABLE),
        "name of another picture": (
            lambda content: content.update(imagePath="nowhere.jpg") or "nowhere.jpg", ("missing picture",),
        ),
        "object annotated twice": (lambda content: content["shapes"].append(content["shapes"][0]),
                                   ("annotated twice",)),
    }


def label_studio() -> Harms:
    """As of COCO: by the names of the defects the harm, and the kinds it may be reported as."""
    def result(content: Any) -> Any:
        return content[1]["annotations"][0]["result"][0]

    def shape(change: Callable[[list[float]], list[float]]) -> Harm:
        def harm(content: Any) -> str:
            flat = change(np.ravel(result(content)["value"]["points"]).tolist())
            result(content)["value"]["points"] = [flat[place : place + 2] for place in range(0, len(flat), 2)]
            return name(content)

        return harm

    def name(content: Any) -> str:
        return str(content[1]["data"]["image"]).rpartition("=")[2]

    def put(**said: Any) -> Harm:
        return lambda content: result(content).update(said) or name(content)

    return {name: (shape(change), kind) for name, (change, kind) in SHAPES.items()} | {
        "JSON cut short": (text_cut, (REFUSED,)),
        "painted with the brush": (put(type="brushlabels", value={"rle": [1, 2]}), UNUSABLE),
        "value that is missing": (put(value=None), UNUSABLE),
        "points that are a word": (put(value={"points": "none"}), UNUSABLE),
        "task without a picture": (lambda content: content[1]["data"].update(image=None) or "task 1", UNUSABLE),
        "no label": (lambda content: result(content)["value"].pop("polygonlabels") and name(content),
                     ("no name", *UNUSABLE)),
        "made for a picture of another size": (put(original_width=17, original_height=19), ("another size",)),
    }


def cvat() -> Harms:
    """As of COCO: by the names of the defects the harm, and the kinds it may be reported as."""
    def polygon(root: Any) -> Any:
        return root.findall("image")[1][0]

    def named(root: Any) -> str:
        return str(root.findall("image")[1].get("name"))

    def shape(change: Callable[[list[float]], list[float]]) -> Harm:
        def harm(root: Any) -> str:
            old = [float(side) for point in polygon(root).get("points").split(";") for side in point.split(",")]
            flat = change(old)
            pairs = [flat[place : place + 2] for place in range(0, len(flat), 2)]
            polygon(root).set("points", ";".join(",".join(map(str, pair)) for pair in pairs))
            return named(root)

        return harm

    def put(name: str, value: str) -> Harm:
        return lambda root: polygon(root).set(name, value) or named(root)

    def size(name: str, value: str) -> Harm:
        return lambda root: root.findall("image")[1].set(name, value) or named(root)

    def tag(name: str, **said: str) -> Harm:
        def harm(root: Any) -> str:
            element = polygon(root)
            element.tag = name
            element.attrib.update(said)
            return named(root)

        return harm

    return {name: (shape(change), kind) for name, (change, kind) in SHAPES.items()} | {
        "XML cut short": (text_cut, (REFUSED,)),
        "points that are words": (put("points", "none"), UNUSABLE),
        "no label": (lambda root: polygon(root).attrib.pop("label") and named(root), ("no name", *UNUSABLE)),
        "shape that is not known": (tag("spline"), UNUSABLE),
        "line": (tag("polyline"), ("no such shape",)),
        "box without corners": (tag("box"), UNUSABLE),
        "mask whose runs do not fill it": (tag("mask", left="1", top="1", width="9", height="9", rle="3,4"), UNUSABLE),
        "mask outside of its picture": (tag("mask", left="9999", top="1", width="2", height="2", rle="0,4"), UNUSABLE),
        "height that is a word": (size("height", "tall"), UNUSABLE),
        "height below zero": (size("height", "-5"), ("another size", *UNUSABLE)),
        "height beyond all memory": (size("height", "1000000000"), ("another size", *UNUSABLE)),
    }
