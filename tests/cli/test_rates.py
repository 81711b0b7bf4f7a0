from __future__ import annotations

import pytest

from seesame.cli.rates import parse_rate
from seesame.errors import ConfigError


@pytest.mark.parametrize(("text", "rate"), [("1%", 0.01), ("0.01", 0.01), (" 12.5 % ", 0.125), ("5e-3", 0.005)])
def test_rates(text: str, rate: float) -> None:
    assert parse_rate(text) == pytest.approx(rate)


@pytest.mark.parametrize("text", ["", "%", "0", "1", "100%", "-1%", "nan", "1%2", "few"])
def test_no_rates(text: str) -> None:
    with pytest.raises(ConfigError, match=r"as in 1% or 0\.01"):
        parse_rate(text)
