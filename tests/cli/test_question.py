from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from seesame.cli.question import rate_of, read_question
from seesame.errors import ConfigError, QuestionError


def test_a_reference_that_cannot_be_read_makes_the_question_unusable(draw: Callable[..., Path], here: Path) -> None:
    (here / "broken.jpg").write_bytes(b"no picture")
    with pytest.raises(QuestionError, match=r"broken\.jpg"):
        read_question([str(draw("mug.png")), "broken.jpg"], 10**6)
    with pytest.raises(QuestionError, match=r"mug\.png"):
        read_question(["mug.png"], max_pixels=100)


def test_a_threshold_and_a_rate_exclude_each_other() -> None:
    assert rate_of(None, None) is None
    assert rate_of(0.4, None) is None
    assert rate_of(None, "5%") == 0.05
    with pytest.raises(ConfigError, match="came together"):
        rate_of(0.4, "5%")
