from __future__ import annotations

import numpy as np

from seesame.pages import bars, data_uri, document, figure, figures, heads, jpeg, prose, table
from seesame.pages.charts import histogram, points


def test_names_cannot_write_html() -> None:
    evil = "<script>"
    parts = [heads({evil: evil}), prose(evil, evil), figures(evil, [figure("data:,", evil)])]
    parts += [table(evil, [evil], [[evil]]), bars(evil, {evil: [0.5]}, [evil])]
    parts += [points(evil, evil, evil, {evil: [(0.5, 0.5)]}), histogram(evil, [1, 2], 0.0, 1.0)]
    page = document(evil, evil, parts)
    assert evil not in page and page.count("&lt;script&gt;") > 10


def test_empty_parts_are_left_out() -> None:
    assert document("a", "b", ["", prose("", "")]).count("<h2>") == 0
    assert histogram("none", [], 0.0, 0.0).count("<rect") == 0


def test_a_picture_becomes_an_address_no_larger_than_asked() -> None:
    code = jpeg(np.zeros((400, 200, 3), np.uint8), 100)
    assert data_uri(code).startswith("data:image/jpeg;base64,")
    import cv2

    assert cv2.imdecode(np.frombuffer(code, np.uint8), cv2.IMREAD_COLOR).shape == (100, 50, 3)
