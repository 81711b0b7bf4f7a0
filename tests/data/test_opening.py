from __future__ import annotations

from pathlib import Path

import pytest

from seesame.data import Dataset, join, open_dataset, renamed
from seesame.data.convert import convert
from seesame.data.opening import READERS, called
from seesame.data.recognise import FORMATS
from seesame.errors import DataError


def test_every_format_has_a_reader() -> None:
    assert list(READERS) == list(FORMATS)


def test_parts_are_read_as_one(world: Dataset, tmp_path: Path) -> None:
    for part in ("train", "val"):
        convert(world, tmp_path / "set" / part, "via")
    dataset = open_dataset(tmp_path / "set", category="thing")
    assert (dataset.name, len(dataset)) == ("set", 6)
    assert len({record.id for record in dataset.records}) == 6
    assert len({each.id for record in dataset.records for each in record.objects}) == 10


def test_names(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text("{}")
    assert (called(tmp_path / "a.json"), called(tmp_path)) == ("a", tmp_path.name)


def test_a_broken_part_is_an_error_unless_somebody_listens(world: Dataset, tmp_path: Path) -> None:
    convert(world, tmp_path / "out", "via", copy=True)
    (tmp_path / "out" / "2.png").unlink()
    with pytest.raises(DataError, match=r"2\.png: is not there"):
        open_dataset(tmp_path / "out")
    assert len(open_dataset(tmp_path / "out", tell=lambda problem: None)) == 2


def test_joined_categories_are_one_or_kept_apart(world: Dataset) -> None:
    both = join([world, world], "both")
    assert set(both.categories.values()) == {"mug", "ring", "wedge"}
    apart = join([world, renamed(world, {})], "both", apart=True)
    assert set(apart.categories.values()) == {"world/mug", "world/ring", "world/wedge"}
    assert len(join([], "none")) == 0


def test_categories_are_mapped(world: Dataset) -> None:
    mapped = renamed(world, {"ring": "mug", "wedge": None})
    assert set(mapped.categories.values()) == {"mug"}
    assert [each.category for record in mapped.records for each in record.objects].count("mug") == 5
    assert [each.category for record in mapped.records for each in record.objects].count(None) == 1
