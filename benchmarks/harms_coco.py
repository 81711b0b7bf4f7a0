"""Harm to annotations in COCO's format."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from defects import REFUSED, SOUND
from harms import EMPTY, MASK, SHAPES, UNUSABLE, Harm, Harms, text_cut, text_marked


def named(content: Any) -> str:
    """What is apt to name the spoilt object: its picture, its number, or that of its picture."""
    image = content["images"][1]
    return f"{image['file_name']}|annotation {_second(content)['id']}|image {image['id']}"


def coco() -> Harms:
    """By the names of the defects: the harm, and the kinds it may be reported as."""
    shapes = {name: (_shaped(change), kind) for name, (change, kind) in SHAPES.items()}
    return {**shapes, **_of_files(), **_of_numbers(), **_of_masks(), **_of_boxes(), **_of_pictures()}


def _second(content: Any) -> Any:
    """The first annotation of the second picture."""
    number = content["images"][1]["id"]
    return next(each for each in content["annotations"] if each["image_id"] == number)


def _put(name: str, value: Any) -> Harm:
    return lambda content: _second(content).update({name: value})


def _image(name: str, value: Any) -> Harm:
    return lambda content: content["images"][1].update({name: value})


def _shaped(change: Callable[[list[float]], list[float]]) -> Harm:
    def harm(content: Any) -> None:
        each = _second(content)
        pieces = each["segmentation"]
        flat = change(pieces[0] if len(pieces) == 1 else _around(np.reshape(np.concatenate(pieces), (-1, 2))))
        each["segmentation"] = [flat]
        points = np.reshape(flat[: len(flat) // 2 * 2], (-1, 2))
        if np.isfinite(points).all():
            each["bbox"] = [*points.min(0).tolist(), *np.ptp(points, axis=0).tolist()]

    return harm


def _around(points: Any) -> list[float]:
    (x1, y1), (x2, y2) = points.min(0).tolist(), points.max(0).tolist()
    return [x1, y1, x2, y1, x2, y2, x1, y2]


def _of_files() -> Harms:
    def unknown(content: Any) -> None:
        content["licence"] = "mine"
        for part in ("images", "annotations", "categories"):
            for each in content[part]:
                each["attributes"] = {"occluded": False, "rotation": 0.0}

    return {
        "JSON cut short": (text_cut, (REFUSED,)),
        "JSON with the mark that editors set (nothing is wrong)": (text_marked, (SOUND,)),
        "keys that are not COCO's (nothing is wrong)": (unknown, (SOUND,)),
        "no list of annotations": (lambda content: content.update(annotations={}) or "annotations", (REFUSED,)),
        "annotation that is no entry": (lambda content: content["annotations"].append(None) or "[", UNUSABLE),
    }


def _of_numbers() -> Harms:
    def category(content: Any) -> str:
        content["categories"].append(dict(content["categories"][0], name="another"))
        return "another"

    def likely(content: Any) -> str:
        content["categories"].append({"id": 77, "name": content["categories"][0]["name"].upper() + " "})
        _second(content)["category_id"] = 77
        return str(content["categories"][-1]["name"])

    def orphan(content: Any) -> str:
        content["annotations"].append(dict(_second(content), id=999, image_id=999))
        return "999"

    def first_annotation(content: Any) -> None:
        _second(content)["id"] = content["annotations"][0]["id"]

    def first_picture(content: Any) -> None:
        content["images"][1]["id"] = content["images"][0]["id"]

    def rare(content: Any) -> None:
        content["categories"].append({"id": 88, "name": "moose"})
        _second(content)["category_id"] = 88

    return {
        "category that does not exist": (_put("category_id", 99), UNUSABLE),
        "no category": (lambda content: _second(content).pop("category_id") and None, ("no name",)),
        "category that is no number": (_put("category_id", "deer"), UNUSABLE),
        "one id for two annotations": (first_annotation, ("same number",)),
        "one id for two pictures": (first_picture, ("same number",)),
        "one id for two categories": (category, ("same number",)),
        "names that differ only by capitals and a space": (likely, ("nearly one name",)),
        "annotation of a picture that is not listed": (orphan, ("annotation of no picture",)),
        "category in one picture only": (rare, ("in one picture only",)),
    }


def _of_masks() -> Harms:
    def runs(size: Callable[[Any], list[int]], counts: Callable[[int], Any]) -> Harm:
        def harm(content: Any) -> None:
            given = size(content["images"][1])
            _second(content)["segmentation"] = {"size": given, "counts": counts(given[0] * given[1])}

        return harm

    def own(image: Any) -> list[int]:
        return [image["height"], image["width"]]

    def many(content: Any) -> None:
        content["annotations"] += [dict(_second(content), id=1000 + number) for number in range(300)]

    def other(content: Any) -> None:
        each = _second(content)
        given = next(one["id"] for one in content["categories"] if one["id"] != each["category_id"])
        content["annotations"].append(dict(each, id=999, category_id=given))

    return {
        "polygon of an odd number of coordinates": (_shaped(lambda flat: flat[:-1]), MASK),
        "polygon of words": (_put("segmentation", [["a", "b", "c", "d", "e", "f"]]), MASK),
        "polygon that is a number": (_put("segmentation", 5), MASK),
        "polygon of pairs of points": (_put("segmentation", [[1, 2], [30, 40], [50, 6]]), MASK),
        "run lengths of an empty mask": (runs(own, lambda pixels: [pixels]), EMPTY),
        "run lengths of a mask of another size": (runs(lambda _: [7, 9], lambda _: [0, 63]), ("mask of another size",)),
        "run lengths that are too short": (runs(own, lambda pixels: [5, 7]), MASK),
        "run lengths that are damaged": (runs(own, lambda _: "~~~"), MASK),
        "area unlike the mask": (_put("area", 3.0), ("area unlike mask",)),
        "area that is not a number": (_put("area", float("nan")), ("area unlike mask",)),
        "hundreds of annotations of one object": (many, ("annotated twice",)),
        "object annotated as two categories": (other, ("two categories",)),
    }


def _of_boxes() -> Harms:
    def boxed(box: list[float]) -> Harm:
        def harm(content: Any) -> None:
            _second(content).update(bbox=box, area=max(box[2] * box[3], 0))
            _second(content).pop("segmentation")

        return harm

    def cornered(content: Any) -> None:
        x, y, width, height = _second(content)["bbox"]
        _second(content)["bbox"] = [x, y, x + width, y + height]

    return {
        "box of zero width": (boxed([20, 20, 0, 30]), EMPTY),
        "box of negative width": (boxed([20, 20, -10, 30]), EMPTY),
        "box that is not numbers": (_put("bbox", [float("nan"), 1, 2, 3]), UNUSABLE),
        "box of three numbers": (_put("bbox", [1, 2, 3]), UNUSABLE),
        "box as corners, not as width and height": (cornered, ("box unlike mask", "reaches outside")),
        "box of another object": (_put("bbox", [1, 1, 12, 12]), ("box unlike mask",)),
        "tiny object": (boxed([20, 20, 2, 2]), ("tiny",)),
    }


def _renamed(change: Callable[[str], str]) -> Harm:
    def harm(content: Any) -> str:
        image = content["images"][1]
        folder, slash, name = image["file_name"].rpartition("/")
        image["file_name"] = folder + slash + change(name)
        return f"but {name} is"

    return harm


def _of_pictures() -> Harms:
    def exchanged(content: Any) -> None:
        image = content["images"][1]
        image["height"], image["width"] = image["width"], image["height"]

    def listed_twice(content: Any) -> None:
        content["images"].append(dict(content["images"][1], id=999))

    def slashes(content: Any) -> None:
        for image in content["images"]:
            image["file_name"] = image["file_name"].replace("/", "\\")

    def unlabelled(content: Any) -> None:
        number = content["images"][1]["id"]
        content["annotations"] = [each for each in content["annotations"] if each["image_id"] != number]

    return {
        "name of another letter case": (_renamed(str.upper), ("missing picture",)),
        "names with the slashes of Windows (nothing is wrong)": (slashes, (SOUND,)),
        "picture listed twice": (listed_twice, ("same picture",)),
        "picture without annotations": (unlabelled, ("unlabelled",)),
        "picture without a name": (lambda content: content["images"][1].pop("file_name") and None, UNUSABLE),
        "width and height exchanged": (exchanged, ("another size",)),
        "height below zero": (_image("height", -5), UNUSABLE),
        "height beyond all memory": (_image("height", 10**9), UNUSABLE),
        "height that is a word": (_image("height", "tall"), UNUSABLE),
    }
