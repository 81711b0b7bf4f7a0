from __future__ import annotations

from pathlib import Path

import pytest

from seesame.errors import ConfigError
from seesame.train.series_recipe import is_series, read_series
from seesame.weights import find

FOLDER = Path(__file__).resolve().parents[2] / "recipes"
RUN = '[[sources]]\nannotations = "a.json"\n'


def written(folder: Path, text: str, **runs: str) -> Path:
    """The recipe of a series, beside those of its runs: name and text before the sources."""
    for file, run in runs.items():
        (folder / f"{file}.toml").write_text(run + RUN)
    (folder / "series.toml").write_text(f'name = "both"\n{text}')
    return folder / "series.toml"


def test_the_series_of_the_default_weights() -> None:
    """Each begins where the one before ended, and the card of what ships says the same three runs, as long as these."""
    series, recipes = read_series(FOLDER / "default.toml")
    names = [each.name for each in recipes]
    assert [Path(each.start).parent.name for each in recipes] == ["", *names[:-1]]
    assert sum(each.ends for each in recipes) == 20_100
    card = find("default").card
    assert card.name == f"{names[-1]}-mean"
    assert len(card.recipe["averaged"]) == len(series.mean)
    ends = {each.name: each.ends for each in recipes}
    assert [each["steps_done"] for each in card.recipe["averaged"]] == [ends[name] for name in series.mean]


def test_what_is_a_series(tmp_path: Path) -> None:
    assert is_series(FOLDER / "default.toml")
    assert not is_series(FOLDER / "lite-kinds.toml")
    with pytest.raises(ConfigError, match="cannot be opened"):
        is_series(tmp_path / "none.toml")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("runs = []\nmean = ['one', 'two']", "has no runs"),
        ("runs = ['one.toml', 'two.toml']\nmean = ['two']", "averages 1 runs, expected two or more"),
        ("runs = ['one.toml', 'two.toml']\nmean = ['one', 'three']", "averages three, expected some of its runs, one"),
        ("runs = ['one.toml', 'one.toml']\nmean = ['one', 'one']", "are called one, one; give each a name of its own"),
        ("runs = ['one.toml', 'paper.toml']\nmean = ['one', 'paper']", "paper.toml is of paper-large"),
        ("runs = ['one.toml', 'none.toml']\nmean = ['one', 'two']", "none.toml: cannot be opened"),
        ("runs = ['one.toml']", "the key 'mean' is missing"),
    ],
)
def test_what_is_none(tmp_path: Path, text: str, reason: str) -> None:
    paper = 'name = "paper"\nnetwork = "paper-large"\n[[stages]]\nsteps = 7\nrate = 0.02\n'
    path = written(tmp_path, text, one='name = "one"\n', two='name = "two"\n', paper=paper)
    with pytest.raises(ConfigError, match=reason):
        read_series(path)
