"""The error tree and what ends a command with which code."""

from __future__ import annotations

import math

import pytest

from seesame import errors


@pytest.mark.parametrize(
    ("error", "parent", "code"),
    [
        (errors.SeesameError, Exception, 6),
        (errors.InputError, errors.SeesameError, 2),
        (errors.PictureError, errors.InputError, 4),
        (errors.VideoError, errors.InputError, 4),
        (errors.QuestionError, errors.InputError, 2),
        (errors.CardError, errors.QuestionError, 2),
        (errors.DataError, errors.InputError, 2),
        (errors.ConfigError, errors.InputError, 2),
        (errors.InstallationError, errors.SeesameError, 5),
        (errors.WeightsError, errors.InstallationError, 5),
        (errors.ExportError, errors.SeesameError, 6),
    ],
)
def test_tree(error: type[errors.SeesameError], parent: type[Exception], code: int) -> None:
    assert issubclass(error, parent)
    assert error.exit_code == code


def test_require_gives_the_module() -> None:
    assert errors.require("math", "train") is math


def test_require_names_the_line_that_mends() -> None:
    with pytest.raises(errors.InstallationError, match=r'no_such_package.*pip install "seesame\[train\]"'):
        errors.require("no_such_package", "train")
