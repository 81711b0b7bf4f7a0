from __future__ import annotations

from typing import Any

import httpx
import pytest


@pytest.fixture
def question(coin: dict[str, Any]) -> dict[str, Any]:
    return {"references": [coin], "name": "coin"}


def test_a_card_from_first_to_last(client: httpx.Client, question: dict[str, Any], coin: dict[str, Any]) -> None:
    put = client.put("/cards/coin", json={"question": question, "name": "Coins", "notes": "old ones"})
    assert put.status_code == 201 and put.headers["etag"] == f'"{put.json()["version"]}"'
    again = client.put("/cards/coin", json={"question": question, "name": "Coins", "notes": "old ones"})
    assert again.status_code == 200 and again.json()["version"] == put.json()["version"]
    assert "Coins" in [each["name"] for each in client.get("/cards").json()["cards"]]
    named = client.patch("/cards/coin", json={"name": "Ancient coins"}, headers={"If-Match": put.headers["etag"]})
    assert named.json()["name"] == "Ancient coins" and named.json()["notes"] == "old ones"
    stale = client.patch("/cards/coin", json={"notes": "x"}, headers={"If-Match": put.headers["etag"]})
    assert (stale.status_code, stale.json()["code"]) == (412, "changed-meanwhile")
    taken = client.put("/cards/coin", json={"question": question}, headers={"If-None-Match": "*"})
    assert taken.status_code == 412
    assert client.get("/cards/coin/preview").content.startswith(b"\xff\xd8")
    assert client.get("/cards/coin/examples/references/1").content.startswith(b"\x89PNG")
    assert client.get("/cards/coin/examples/negatives/1").status_code == 404
    found = client.post("/find", json={"question": {"card": "coin"}, "picture": coin["picture"]}).json()
    assert len(found["instances"]) > 5
    assert client.delete("/cards/coin").status_code == client.delete("/cards/coin").status_code == 204
    gone = client.post("/find", json={"question": {"card": "coin"}, "picture": coin["picture"]})
    assert gone.json()["code"] == "no-such-card"


def test_thresholds(client: httpx.Client, question: dict[str, Any]) -> None:
    client.put("/cards/level", json={"question": question, "threshold": 0.7})
    assert client.get("/cards/level").json()["own_threshold"] == 0.7
    rated = client.patch("/cards/level", json={"false_alarms": 0.05}).json()
    assert rated["promise"]["false_alarms"] == 0.05 and rated["promise"]["pictures"] == 0
    advised = client.patch("/cards/level", json={"advised": True}).json()
    assert advised["own_threshold"] is None and advised["promise"] is None
    both = client.patch("/cards/level", json={"advised": True, "threshold": 0.1})
    assert (both.status_code, both.json()["code"]) == (422, "setting-unusable")
    meant = client.patch("/cards/level", json={"same": "object"}).json()
    assert meant["same"] == "object" and meant["threshold"] != advised["threshold"]
    assert client.patch("/cards/none", json={"name": "n"}).status_code == 404
    client.delete("/cards/level")


def test_files_go_out_and_come_in(client: httpx.Client, question: dict[str, Any]) -> None:
    client.put("/cards/sent", json={"question": question, "notes": "by post"})
    file = client.get("/cards/sent/file")
    assert file.headers["content-disposition"] == 'attachment; filename="sent.seesame"'
    unchanged = client.get("/cards/sent/file", headers={"If-None-Match": file.headers["etag"]})
    assert unchanged.status_code == 304
    came = client.put("/cards/came/file", content=file.content)
    assert came.status_code == 201 and came.json()["notes"] == "by post"
    assert client.put("/cards/came/file", content=b"rubbish").json()["code"] == "card-unusable"
    alone = client.post("/exports/card", json={"question": question, "name": "Alone", "threshold": 0.4})
    assert 'filename="Alone.seesame"' in alone.headers["content-disposition"]
    assert client.put("/cards/alone/file", content=alone.content).json()["own_threshold"] == 0.4
    for name in ("sent", "came", "alone"):
        client.delete(f"/cards/{name}")


def test_feedback_is_learnt_kept_and_forgotten(
    client: httpx.Client, question: dict[str, Any], coin: dict[str, Any]
) -> None:
    client.put("/cards/taught", json={"question": question})
    asked = {"question": {"card": "taught"}, "picture": coin["picture"], "threshold": 0.05}
    before = client.post("/find", json=asked).json()["instances"]
    said = [
        {"picture": coin["picture"], "box": each["box"], "right": number < 8}
        for number, each in enumerate(before[:16])
    ]
    taught = client.post("/cards/taught/feedback", json={"judgements": said}).json()
    assert taught["judgements"] == 16 and taught["taught"]
    again = client.post("/cards/taught/feedback", json={"judgements": said}).json()
    assert again["version"] == taught["version"]  # the last word on each instance was the same
    after = client.post("/find", json=asked).json()["instances"]
    assert [each["score"] for each in after] != [each["score"] for each in before]
    forgotten = client.post("/cards/taught/feedback", json={"forget": True}).json()
    assert forgotten["judgements"] == 0 and not forgotten["taught"]
    assert client.post("/find", json=asked).json()["instances"] == before
    assert client.get("/cards/taught/check").json()["remarks"] == client.post("/check", json=question).json()["remarks"]
    assert client.post("/cards/none/feedback", json={"judgements": said}).status_code == 404
    client.delete("/cards/taught")
