"""An example of every request with a JSON body, for the OpenAPI document."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_PICTURE = "u-f8d773fc9cfa6f4d8e5942dc34d0a0788fcaed2a"
_BOX = [80, 174, 124, 218]
_QUESTION = {"references": [{"picture": _PICTURE, "box": _BOX}], "name": "coin"}
_SAID = [{"picture": _PICTURE, "box": [12, 20, 56, 66], "right": True}]

SAMPLES: Mapping[tuple[str, str], Mapping[str, Any]] = {
    ("post", "/session"): {"token": "0123456789abcdef0123456789abcdef"},
    ("post", "/outline"): {
        "picture": _PICTURE,
        "box": _BOX,
        "strokes": [{"points": [[84, 180], [90, 186]], "width": 6, "belongs": False}],
    },
    ("post", "/find"): {"question": _QUESTION, "picture": _PICTURE, "false_alarms": 0.05},
    ("post", "/search"): {"question": _QUESTION, "scope": {"kind": "folder", "filter": "2024"}, "masks": "rle"},
    ("post", "/check"): _QUESTION,
    ("post", "/why"): {"question": _QUESTION, "picture": _PICTURE, "at": [200, 40, 240, 90]},
    ("post", "/why/sheet"): {"question": _QUESTION, "picture": _PICTURE, "instance": 3},
    ("post", "/commands"): {"question": _QUESTION, "scope": {"kind": "collection", "page": 2}},
    ("post", "/exports"): {
        "question": _QUESTION,
        "pictures": [{"picture": _PICTURE, "instances": [1, 2, 5]}],
        "format": "coco",
    },
    ("post", "/exports/card"): {"question": _QUESTION, "name": "Coins", "threshold": 0.4},
    ("put", "/cards/{card}"): {"question": _QUESTION, "name": "Coins", "notes": "the old ones"},
    ("patch", "/cards/{card}"): {"name": "Ancient coins", "false_alarms": 0.05},
    ("post", "/cards/{card}/feedback"): {"judgements": _SAID},
    ("post", "/jobs"): {"kind": "index"},
}
"""By method and address below the API's own."""
