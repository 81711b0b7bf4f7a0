"""The page of the command line, from the program itself."""

from __future__ import annotations

import inspect
from typing import Any

import typer

from seesame.cli.app import app


def page() -> str:
    """The whole page as Markdown."""
    program: Any = typer.main.get_command(app)
    parts = ["# The command line", "Written by `make docs` from the program; change the program, not this page."]
    parts += ["## seesame", *described(program), options(program)]
    for name, command in program.commands.items():
        parts += [f"## seesame {name}", *described(command), arguments(command), options(command)]
        for below, part in getattr(command, "commands", {}).items():
            parts += [f"### seesame {name} {below}", *described(part), arguments(part), options(part)]
    return "\n\n".join(part for part in parts if part) + "\n"


def described(command: Any) -> list[str]:
    """The help text; what it shows unwrapped becomes a block."""
    return [
        f"```text\n{paragraph[2:]}\n```" if paragraph.startswith("\b\n") else paragraph.replace("\n", " ")
        for paragraph in inspect.cleandoc(command.help).split("\n\n")
    ]


def arguments(command: Any) -> str:
    """A table of the arguments."""
    asked = (each for each in command.params if each.param_type_name == "argument")
    rows = [f"| `{each.metavar}` | {cell(each.help)} |" for each in asked]
    return "\n".join(["| argument | is |", "|---|---|", *rows]) if rows else ""


def options(command: Any) -> str:
    """A table of the options."""
    rows = [
        f"| {names(each)} | {cell(each.help)} | {default(each)} |"
        for each in command.params
        if each.param_type_name == "option"
    ]
    return "\n".join(["| option | does | default |", "|---|---|---|", *rows]) if rows else ""


def names(option: Any) -> str:
    """All spellings of an option, with its value."""
    spelled = [f"`{name}`" for name in (*option.opts, *option.secondary_opts)]
    return ", ".join(spelled) + (f" `{option.metavar}`".replace("|", "\\|") if option.metavar else "")


def default(option: Any) -> str:
    """What holds without the option."""
    if option.required:
        return "required"
    if isinstance(option.show_default, str):
        return option.show_default
    if option.is_flag:
        return f"`{(option.opts if option.default else option.secondary_opts)[0]}`" if option.secondary_opts else ""
    return "" if option.default is None else f"`{option.default}`"


def cell(text: str) -> str:
    """A text that does not break its table."""
    return text.replace("|", "\\|")
