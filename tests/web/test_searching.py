from __future__ import annotations

import json
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import cv2
import httpx
import numpy as np
from numpy.typing import NDArray

from seesame.web.service import Service


def test_a_client_that_goes_stops_its_search(client: httpx.Client, service: Service, coin: dict[str, Any]) -> None:
    named = [_upload(client, np.full((90, 90 + number, 3), number, np.uint8)) for number in range(40)]
    asked = {"question": {"references": [coin]}, "scope": {"kind": "pictures", "pictures": named}, "masks": "none"}
    before = service.scenes.encoded
    with client.stream("POST", "/search", json=asked) as answer:
        first = json.loads(next(answer.iter_lines()))
    assert first["pictures"] == 40
    deadline = time.monotonic() + 20
    while (service.streams or service.pool.running or service.pool.waiting) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert (service.streams, service.pool.running, service.pool.waiting) == (0, 0, 0)
    assert service.scenes.encoded - before < 40


def test_many_who_ask_the_same_picture_have_it_encoded_once(
    client: httpx.Client, service: Service, coin: dict[str, Any], coin_picture: NDArray[np.uint8]
) -> None:
    picture = _upload(client, np.ascontiguousarray(coin_picture[::-1]))
    asked = {"question": {"references": [coin]}, "picture": picture}
    client.post("/find", json={**asked, "picture": coin["picture"]})
    before = service.scenes.encoded
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: client.post("/find", json=asked).json(), range(8)))
    assert service.scenes.encoded - before == 1
    assert all(each["instances"] == answers[0]["instances"] for each in answers)


def test_too_many_searches_are_told_to_come_again(client: httpx.Client, service: Service, coin: dict[str, Any]) -> None:
    asked = {"question": {"references": [coin]}, "scope": {"kind": "folder"}}
    most = service.settings.limits.streams
    service.streams += most
    try:
        refused = client.post("/search", json=asked)
    finally:
        service.streams -= most
    assert (refused.status_code, refused.json()["code"]) == (503, "busy")
    assert int(refused.headers["retry-after"]) >= 1


def _upload(client: httpx.Client, picture: NDArray[np.uint8]) -> str:
    _, code = cv2.imencode(".png", picture)
    return str(client.post("/pictures", content=code.tobytes()).json()["id"])
