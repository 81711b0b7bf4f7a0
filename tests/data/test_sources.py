from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from seesame.data.convert import convert
from seesame.data.opening import open_dataset
from seesame.data.records import Dataset, Object, Record
from seesame.data.sources import Place, Pool, Source, SourceSpec, held_back, read_pool
from seesame.errors import DataError

SPEC = SourceSpec("shapes.json", "pictures", 1.0, True)


def source(*pictures: list[str | None], crowd: bool = False) -> Source:
    """A source of pictures that show objects of these categories."""
    records = tuple(
        Record(index, Path(f"{index}.png"), 10, 10, tuple(Object((1, 1, 5, 5), [], name, crowd) for name in names))
        for index, names in enumerate(pictures)
    )
    return Source(Dataset("drawn", records, {}), SPEC)


def test_objects_are_indexed_by_category_and_picture() -> None:
    pool = Pool([source(["mug", "mug", None]), source(["mug"], ["cup"])])
    assert pool.places["mug"] == {(0, 0): [Place(0, 0, 0), Place(0, 0, 1)], (1, 0): [Place(1, 0, 0)]}
    assert list(pool.places) == ["mug", "cup"]
    assert pool.object(Place(1, 1, 0)).category == "cup"


def test_only_what_two_pictures_show_can_be_asked() -> None:
    assert Pool([source(["mug", "mug"], ["cup"], ["cup"])]).askable == ["cup"]


def test_crowds_are_never_asked_for() -> None:
    assert Pool([source(["mug"], ["mug"], crowd=True)]).places == {}


def test_same_different_and_unknown() -> None:
    pool = Pool([source(["mug"])], near=frozenset([frozenset(("mug", "cup"))]))
    assert pool.same("mug", "mug") == 1.0
    assert pool.same("mug", "dog") == 0.0
    assert pool.same("mug", "cup") == pool.same("cup", "mug") == -1.0
    assert pool.same("mug", None) == pool.same(None, "mug") == pool.same(None, None) == -1.0


def test_no_picture_at_all_is_an_error() -> None:
    with pytest.raises(DataError, match="hold no picture"):
        Pool([source()])


def test_what_is_held_back_depends_on_the_name_alone() -> None:
    record = Record(1, Path("a/17.png"), 10, 10, ())
    assert held_back(record, 0.5) == held_back(replace(record, id=2, path=Path("b/17.png")), 0.5)
    assert held_back(record, 1.0)
    assert not held_back(record, 0.0)
    share = sum(held_back(replace(record, path=Path(f"{n}.png")), 0.2) for n in range(1000)) / 1000
    assert 0.15 < share < 0.25


def test_training_and_held_back_pictures_are_disjoint_and_complete(shapes: Path) -> None:
    names = [
        {record.path.name for record in read_pool([SPEC], shapes, 0.4, held=held).sources[0].dataset.records}
        for held in (False, True)
    ]
    assert not names[0] & names[1]
    assert names[0] | names[1] == {f"{n}.png" for n in range(12)}
    assert names[0]
    assert names[1]


def test_pictures_without_objects_are_left_out(shapes: Path, tmp_path: Path) -> None:
    content = json.loads((shapes / "shapes.json").read_text())
    content["annotations"] = [each for each in content["annotations"] if each["image_id"] < 3]
    (tmp_path / "few.json").write_text(json.dumps(content))
    pool = read_pool([replace(SPEC, annotations="few.json")], tmp_path, 0.0)
    assert [record.id for record in pool.sources[0].dataset.records] == [0, 1, 2]


def test_aliases_join_categories_and_mark_those_that_are_near(shapes: Path, tmp_path: Path) -> None:
    aliases = tmp_path / "aliases.json"
    aliases.write_text(json.dumps({"same": {"disc": "circle"}, "near": {"circle": "square", "wedge": ["square"]}}))
    pool = read_pool([replace(SPEC, aliases=str(aliases))], shapes, 0.0)
    assert set(pool.places) == {"circle", "square", "wedge"}
    assert pool.same("circle", "square") == pool.same("wedge", "square") == -1.0
    assert pool.same("circle", "wedge") == 0.0


@pytest.mark.parametrize("content", ["{", "{}", '{"same": [1], "near": {}}'])
def test_a_broken_file_of_aliases_is_an_error(shapes: Path, tmp_path: Path, content: str) -> None:
    (tmp_path / "aliases.json").write_text(content)
    with pytest.raises(DataError, match="is not a file of aliases"):
        read_pool([replace(SPEC, aliases=str(tmp_path / "aliases.json"))], shapes, 0.0)


def test_unnamed_categories_lose_their_name_and_stay_objects(shapes: Path) -> None:
    everything = read_pool([SPEC], shapes, 0.0)
    some = read_pool([replace(SPEC, unnamed=("disc",))], shapes, 0.0)
    none = read_pool([replace(SPEC, unnamed=("*",))], shapes, 0.0)
    assert set(some.places) == {"square", "wedge"}
    assert none.places == {}
    counts = [sum(len(r.objects) for r in pool.sources[0].dataset.records) for pool in (everything, some, none)]
    assert len(set(counts)) == 1


def test_categories_can_be_unnamed_by_their_quality(shapes: Path, tmp_path: Path) -> None:
    content = json.loads((shapes / "shapes.json").read_text())
    content["categories"][0]["quality"] = "bad"
    content["categories"][1]["quality"] = "good"
    (tmp_path / "rated.json").write_text(json.dumps(content))
    spec = replace(SPEC, annotations="rated.json", unnamed_quality=("bad",))
    assert set(read_pool([spec], tmp_path, 0.0).places) == {"square", "wedge"}


def test_nothing_is_learnt_of_excluded_categories(shapes: Path) -> None:
    everything, some = read_pool([SPEC], shapes, 0.0), read_pool([SPEC], shapes, 0.0, excluded=("disc",))
    assert set(everything.places) - set(some.places) == {"disc"}
    kept = {record.id: record for record in some.sources[0].dataset.records}
    for record in everything.sources[0].dataset.records:
        names = {each.category for each in record.objects}
        assert (record.id in kept) == (names != {"disc"})
        for before, after in zip(record.objects, kept[record.id].objects if record.id in kept else (), strict=False):
            hidden = before.category == "disc"
            assert (after.crowd, after.category) == ((True, None) if hidden else (False, before.category))


def test_what_is_excluded_may_be_named_as_the_dataset_or_its_aliases_name_it(shapes: Path, tmp_path: Path) -> None:
    aliases = tmp_path / "aliases.json"
    aliases.write_text(json.dumps({"same": {"disc": "circle"}, "near": {}}))
    spec = replace(SPEC, aliases=str(aliases))
    for name in ("disc", "circle"):
        assert set(read_pool([spec], shapes, 0.0, excluded=(name,)).places) == {"square", "wedge"}


def test_excluding_what_no_source_has_is_an_error(shapes: Path) -> None:
    with pytest.raises(DataError, match="no source has the excluded teapot"):
        read_pool([SPEC], shapes, 0.0, excluded=("disc", "teapot"))


def test_a_source_in_any_format(shapes: Path, tmp_path: Path) -> None:
    convert(open_dataset(shapes / "shapes.json", shapes / "pictures"), tmp_path / "shapes", "via", copy=True)
    (source,) = read_pool([SourceSpec("shapes")], tmp_path, 0.0).sources
    assert (len(source.dataset), set(source.dataset.categories.values())) == (12, {"disc", "square", "wedge"})
    named = SourceSpec("shapes/via_region_data.json", "shapes", format="via")
    assert len(read_pool([named], tmp_path, 0.0).sources[0].dataset) == 12


def test_objects_without_a_name_are_of_no_kind_unless_it_is_given(tmp_path: Path) -> None:
    (tmp_path / "one" / "masks").mkdir(parents=True)
    (tmp_path / "one" / "images").mkdir()
    Image.new("RGB", (9, 9)).save(tmp_path / "one" / "images" / "a.png")
    Image.new("L", (9, 9), 255).save(tmp_path / "one" / "masks" / "1.png")
    assert read_pool([SourceSpec(".")], tmp_path, 0.0).places == {}
    assert set(read_pool([SourceSpec(".", category="nucleus")], tmp_path, 0.0).places) == {"nucleus"}


def test_qualities_are_only_known_of_coco(tmp_path: Path) -> None:
    (tmp_path / "mug").mkdir()
    Image.new("RGB", (9, 9)).save(tmp_path / "mug" / "a.png")
    with pytest.raises(DataError, match="unnamed_quality was given, which only a COCO JSON says"):
        read_pool([SourceSpec(".", unnamed_quality=("bad",))], tmp_path, 0.0)


def test_the_last_pictures_are_left_out(shapes: Path) -> None:
    spec = SourceSpec("shapes.json", "pictures", last_left_out=3)
    assert [record.id for record in read_pool([spec], shapes, 0.0).sources[0].dataset.records] == list(range(9))
    with pytest.raises(DataError, match="the sources hold no picture"):
        read_pool([SourceSpec("shapes.json", "pictures", last_left_out=99)], shapes, 0.0)
