"""Rates as people write them."""

from __future__ import annotations

from seesame.errors import ConfigError


def parse_rate(text: str) -> float:
    """`1%` or `0.01` as 0.01.

    Raises: ConfigError: it is neither, or not between 0 and 1.
    """
    number, percent, rest = text.strip().partition("%")
    try:
        rate = float(number) / (100.0 if percent else 1.0)
    except ValueError:
        rate = -1.0
    if rest or not 0.0 < rate < 1.0:
        raise ConfigError(f"the rate came as {text!r}, expected more than 0 and less than all, as in 1% or 0.01")
    return rate
