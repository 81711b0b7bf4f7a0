from __future__ import annotations

from pathlib import Path

import pytest

from seesame.lines import append, from_line, never_begun, to_line


def test_lines_there_and_back(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    for content in ({"a": 1}, {"b": [1.5, None, "é"]}):
        append(path, content)
    assert [from_line(line) for line in path.read_bytes().splitlines(keepends=True)] == [
        {"a": 1},
        {"b": [1.5, None, "é"]},
    ]


@pytest.mark.parametrize("line", [b'{"a": 1}', b"[1]\n", b"nonsense\n", b"\n"])
def test_what_is_no_whole_line_is_refused(line: bytes) -> None:
    with pytest.raises(ValueError):
        from_line(line)


def test_a_file_killed_in_its_first_line_was_never_begun(tmp_path: Path) -> None:
    header, path = to_line({"format": "x"}), tmp_path / "a.jsonl"
    assert never_begun(path, header)
    for size in range(len(header)):
        path.write_bytes(header[:size])
        assert never_begun(path, header)
    for content in (header, header + b"{", b"other\n"):
        path.write_bytes(content)
        assert not never_begun(path, header)
