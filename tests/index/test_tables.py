from __future__ import annotations

from seesame.index.tables import age, clauses, literal, new_keys


def test_keys_differ_and_tell_their_age() -> None:
    """Drawn one by one, as few as some hundred of one moment would meet now and then."""
    keys = new_keys(20_000)
    assert len(set(keys)) == 20_000 and max(keys) < 1 << 63
    assert set(keys).isdisjoint(new_keys(100)) and new_keys(0) == []
    assert -1 < age(keys[0]) < 60


def test_sql() -> None:
    assert literal("it's") == "'it''s'" and literal(7) == "7"
    assert [len(each.split(",")) for each in clauses("key", range(2001))] == [2000, 1]
    assert list(clauses("key", [])) == []
