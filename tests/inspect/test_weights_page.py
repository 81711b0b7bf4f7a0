from __future__ import annotations

from pathlib import Path

import pytest

from seesame.errors import WeightsError
from seesame.inspect.weights_page import tensors, weights_page
from seesame.weights import find

pytest.importorskip("onnx")


def test_every_tensor_once() -> None:
    found = tensors(find("default"))
    assert sum(each.count for each in found) > 4_000_000
    assert all(sum(each.bins) == each.count and each.least <= each.mean <= each.most for each in found)
    assert "Every tensor" in weights_page(find("default"))


def test_a_file_that_is_no_graph(tmp_path: Path) -> None:
    from dataclasses import replace

    (tmp_path / "see.onnx").write_bytes(b"no graph")
    with pytest.raises(WeightsError, match="no ONNX graph"):
        tensors(replace(find("default"), folder=tmp_path))
