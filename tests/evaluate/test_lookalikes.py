from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from seesame.configuration import build_from
from seesame.errors import ConfigError, DataError
from seesame.evaluate.lookalikes import LookalikesRecipe, read_places

RECIPE: dict[str, Any] = {
    "objects": "objects",
    "kinds": [{"name": "mug", "objects": ["blue", "red"]}, {"name": "dog", "objects": ["rex"]}],
    "elsewhere": [
        {
            "annotations": "all.json",
            "pictures": "all",
            "alike": [{"kind": "mug", "categories": ["cup", "bowl"]}],
            "most": 2,
            "others": 1,
        }
    ],
}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Two photographs of each object; elsewhere a cup, a bowl, a cup and a spoon, a spoon, a spoon."""
    for name in ("blue", "red", "rex"):
        (tmp_path / "objects" / name).mkdir(parents=True)
        for number in range(2):
            Image.new("RGB", (8, 8)).save(tmp_path / "objects" / name / f"{number}.png")
    shown = {1: [1], 2: [2], 3: [1, 3], 4: [3], 5: [3]}
    content = {
        "images": [{"id": each, "file_name": f"{each}.png", "height": 8, "width": 8} for each in shown],
        "categories": [{"id": number, "name": name} for number, name in enumerate(("cup", "bowl", "spoon"), 1)],
        "annotations": [
            {"id": 10 * image + kind, "image_id": image, "category_id": kind, "bbox": [0, 0, 4, 4]}
            for image, kinds in shown.items()
            for kind in kinds
        ],
    }
    (tmp_path / "all.json").write_text(json.dumps(content))
    return tmp_path


def places(data: Path, **changes: object) -> list[tuple[str, str, list[str], int]]:
    recipe = build_from(LookalikesRecipe, RECIPE | changes, "recipe")
    return [(each.path.name, each.owner, sorted(each.kinds), each.half) for each in read_places(recipe, data)]


def test_objects_first_then_what_looks_like_them_and_other_things(data: Path) -> None:
    assert places(data) == [
        ("0.png", "blue", ["mug"], 0),
        ("1.png", "blue", ["mug"], 0),
        ("0.png", "red", ["mug"], 1),
        ("1.png", "red", ["mug"], 1),
        ("0.png", "rex", ["dog"], 0),
        ("1.png", "rex", ["dog"], 0),
        ("1.png", "", ["mug"], 0),
        ("2.png", "", ["mug"], 1),
        ("4.png", "", [], 0),
    ]
    assert len(places(data, elsewhere=[])) == 6


def test_recipes_that_do_not_fit(data: Path) -> None:
    with pytest.raises(ConfigError, match="differ in rex; name each"):
        places(data, kinds=RECIPE["kinds"][:1])
    odd = RECIPE["elsewhere"][0]
    with pytest.raises(ConfigError, match="alike to cat, no kind of the recipe"):
        places(data, elsewhere=[odd | {"alike": [{"kind": "cat", "categories": ["cup"]}]}])
    with pytest.raises(DataError, match="has no category kitten"):
        places(data, elsewhere=[odd | {"alike": [{"kind": "mug", "categories": ["kitten"]}]}])
