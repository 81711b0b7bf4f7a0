"""Options that take any number of values: `--in a.jpg b.jpg shelf/` as well as `--in a.jpg --in b.jpg`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from typer.core import TyperCommand


class ManyValues(TyperCommand):
    """A command whose options named in `many` take all values that follow, up to the next option or `--`."""

    many: ClassVar[frozenset[str]] = frozenset(
        {
            *("--in", "--set", "--category", "--system", "--distractors", "--compare-on", "--reject", "--background"),
            *("--with", "--rename", "--yes", "--no", "--negatives"),
        }
    )

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Repeat the option before each of its values, then parse as usual."""
        return super().parse_args(ctx, repeated(args, self.many))


def repeated(arguments: Sequence[str], many: frozenset[str]) -> list[str]:
    """`--in a b --out c` as `--in a --in b --out c`; `-` is a value, `--` ends all options."""
    result: list[str] = []
    option = ""  # whose values are being read
    lacking = False  # it has none yet, so whatever comes is its value or its error
    for position, argument in enumerate(arguments):
        if argument == "--":
            return [*result, *arguments[position:]]
        name, has_value, _ = argument.partition("=")
        if name in many:
            option, lacking = name, not has_value
            result.append(argument)
        elif argument.startswith("-") and argument != "-":
            option = ""
            result.append(argument)
        else:
            result += [argument] if lacking or not option else [option, argument]
            lacking = False
    return result
