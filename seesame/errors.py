"""The error tree, split by what the user can do about it, and the exit code that each branch ends a command with."""

from __future__ import annotations

import importlib
from types import ModuleType


class SeesameError(Exception):
    """Whatever seesame raises on purpose; by itself it means that the program failed."""

    exit_code: int = 6


class InputError(SeesameError):
    """What was given cannot be used; the user can change it."""

    exit_code: int = 2


class PictureError(InputError):
    """A picture cannot be read."""

    exit_code: int = 4


class VideoError(InputError):
    """A video or a camera cannot be read."""

    exit_code: int = 4


class QuestionError(InputError):
    """The reference of a question cannot be used."""

    exit_code: int = 2


class CardError(QuestionError):
    """A query card cannot be used."""

    exit_code: int = 2


class DataError(InputError):
    """A dataset, or one annotation of it, cannot be used."""

    exit_code: int = 2


class ConfigError(InputError):
    """A recipe or a setting cannot be used."""

    exit_code: int = 2


class InstallationError(SeesameError):
    """The installation lacks something: an extra package, or weights."""

    exit_code: int = 5


class WeightsError(InstallationError):
    """Weights are missing, damaged, or made for something else."""

    exit_code: int = 5


class ExportError(SeesameError):
    """An export was checked and refused."""

    exit_code: int = 6


def require(module: str, extra: str) -> ModuleType:
    """Import an optional package, or name the line that installs it.

    Args:
        module: the module's import name, as in "torch" or "pycocotools.mask".
        extra: the extra of seesame that brings it, as in "train".

    Raises:
        InstallationError: the module cannot be imported.
    """
    try:
        return importlib.import_module(module)
    except ImportError as error:
        raise InstallationError(
            f'this needs the package {module!r}, which cannot be imported ({error}); pip install "seesame[{extra}]"'
        ) from error
