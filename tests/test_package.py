from __future__ import annotations

import importlib
import re

import pytest

import seesame


def test_every_public_name_is_there() -> None:
    for name in seesame.__all__:
        assert getattr(seesame, name) is not None
        assert name in dir(seesame)


def test_a_name_is_its_home_s() -> None:
    assert seesame.read is importlib.import_module("seesame.images").read
    assert seesame.Instances is importlib.import_module("seesame.instances").Instances


def test_an_unknown_name_says_which_there_are() -> None:
    with pytest.raises(AttributeError, match=r"no attribute 'Findr'.*Finder"):
        _ = seesame.Findr  # type: ignore[attr-defined]


def test_the_version_is_one() -> None:
    assert re.fullmatch(r"\d+\.\d+\.\d+", seesame.__version__)
