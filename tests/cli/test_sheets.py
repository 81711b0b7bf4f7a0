from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("lancedb")

from seesame.cli.sheets import HtmlSheet, write_clusters
from seesame.errors import InputError
from seesame.index.hits import Hit
from seesame.index.views import Cluster, Sight


def test_names_cannot_write_html(tmp_path: Path) -> None:
    sheet = HtmlSheet("<b>mug</b>")
    sheet.unseen(Hit("<script>.jpg", 1, (4, 4), np.zeros((1, 4), np.float32), np.zeros(1, np.float32), b"jpeg", 0.25))
    sheet.save(tmp_path)
    page = (tmp_path / "index.html").read_text()
    assert "&lt;script&gt;.jpg" in page and "<script>" not in page and "<b>mug" not in page
    assert "estimated 0.25" in page


def test_clusters_of_vanished_pictures(tmp_path: Path) -> None:
    gone = Sight("/nowhere/a.png", np.array([0, 0, 4, 4], np.float32), 1.0)
    with pytest.raises(InputError, match="none of the pictures"):
        write_clusters([Cluster(1.0, 1, (gone,))], tmp_path)
