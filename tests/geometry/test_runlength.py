"""Run lengths: equal to pycocotools byte for byte, and honest about damage."""

from __future__ import annotations

import contextlib
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from seesame.errors import DataError
from seesame.geometry import runlength

coco = pytest.importorskip("pycocotools.mask")

masks = st.tuples(st.integers(1, 24), st.integers(1, 24)).flatmap(lambda size: arrays(np.bool_, size))


@settings(max_examples=150, deadline=None)
@given(mask=masks)
def test_encode_is_pycocotools_and_comes_back(mask: np.ndarray) -> None:
    theirs = coco.encode(np.asfortranarray(mask.astype(np.uint8)))
    ours = runlength.encode(mask)
    assert ours == {"size": list(mask.shape), "counts": theirs["counts"].decode()}
    np.testing.assert_array_equal(runlength.decode(ours), mask)
    np.testing.assert_array_equal(runlength.decode(theirs), mask)
    assert runlength.area(ours) == mask.sum()


@pytest.mark.parametrize("fill", [False, True])
def test_long_runs(fill: bool) -> None:
    mask = np.full((1200, 1700), fill)
    mask[3:700, 900:1000] = not fill
    theirs = coco.encode(np.asfortranarray(mask.astype(np.uint8)))["counts"].decode()
    assert runlength.encode(mask)["counts"] == theirs
    np.testing.assert_array_equal(runlength.decode(runlength.encode(mask)), mask)


def test_by_hand() -> None:
    mask = np.array([[0, 1], [1, 1]], dtype=bool)
    assert runlength.encode(mask) == {"size": [2, 2], "counts": "13"}
    assert runlength.decode({"size": [2, 2], "counts": [1, 3]}).tolist() == mask.tolist()
    assert runlength.decode({"size": [2, 2], "counts": np.array([1, 3])}).tolist() == mask.tolist()
    assert runlength.area({"size": [2, 2], "counts": [1, 3]}) == 3
    assert runlength.decode({"size": [1, 2], "counts": [0, 1, 0, 1]}).all()


def test_decoded_is_contiguous_bool() -> None:
    mask = runlength.decode(runlength.encode(np.eye(5, 7, dtype=bool)))
    assert mask.dtype == np.bool_ and mask.flags.c_contiguous and mask.shape == (5, 7)


def test_empty_picture() -> None:
    assert runlength.decode(runlength.encode(np.zeros((0, 5), dtype=bool))).shape == (0, 5)


@pytest.mark.parametrize(
    "rle",
    [
        {},
        {"size": [2, 2]},
        {"counts": "13"},
        {"size": [2], "counts": "13"},
        {"size": "22", "counts": "13"},
        {"size": [2.5, 2], "counts": "13"},
        {"size": [-2, 2], "counts": "13"},
        {"size": [2, 2], "counts": ""},
        {"size": [2, 2], "counts": "1"},
        {"size": [2, 2], "counts": "14"},
        {"size": [2, 2], "counts": "1 3"},
        {"size": [2, 2], "counts": "1é"},
        {"size": [2, 2], "counts": "13P"},
        {"size": [2, 2], "counts": "o" * 12 + "0"},
        {"size": [2, 2], "counts": [5, -1]},
        {"size": [2, 2], "counts": [1.5, 2.5]},
        {"size": [2, 2], "counts": ["a", 3]},
        {"size": [2, 2], "counts": [[1, 3]]},
        {"size": [2, 2], "counts": [1, 2]},
        {"size": [2, 2], "counts": 4},
    ],
)
def test_damage_is_named(rle: dict[str, Any]) -> None:
    with pytest.raises(DataError, match="run lengths came with"):
        runlength.decode(rle)
    with pytest.raises(DataError, match="run lengths came with"):
        runlength.area(rle)


@settings(max_examples=200, deadline=None)
@given(counts=st.text(alphabet=[chr(code) for code in range(32, 127)], max_size=12))
def test_any_text_decodes_or_is_refused(counts: str) -> None:
    with contextlib.suppress(DataError):
        assert runlength.decode({"size": [4, 5], "counts": counts}).shape == (4, 5)


def test_encode_wants_one_mask() -> None:
    with pytest.raises(DataError, match=r"expected \(H, W\)"):
        runlength.encode(np.zeros((1, 2, 2), dtype=bool))


@settings(max_examples=200)
@given(st.integers(0, 2**32 - 1), st.integers(1, 9), st.integers(1, 9), st.booleans())
def test_a_crop_is_encoded_as_the_whole_mask_is(seed: int, height: int, width: int, full: bool) -> None:
    generator = np.random.default_rng(seed)
    y, x = int(generator.integers(height)), int(generator.integers(width))
    h, w = int(generator.integers(0, height - y + 1)), int(generator.integers(0, width - x + 1))
    crop = generator.random((h, w)) < (1.1 if full else 0.6)
    whole = np.zeros((height, width), dtype=np.bool_)
    whole[y : y + h, x : x + w] = crop
    assert runlength.encode_crop(crop, (x, y), (height, width)) == runlength.encode(whole)
