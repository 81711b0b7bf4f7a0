from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

pytest.importorskip("lancedb")


def events(client: httpx.Client, job: str) -> list[tuple[str, dict[str, Any]]]:
    with client.stream("GET", f"/jobs/{job}/events") as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        text = answer.read().decode()
    told = []
    for block in text.strip().split("\n\n"):
        name, data = block.split("\n")
        told.append((name.removeprefix("event: "), json.loads(data.removeprefix("data: "))))
    return told


def test_the_folder_becomes_a_collection(client: httpx.Client, coin: dict[str, Any]) -> None:
    started = client.post("/jobs", json={"kind": "index"}, headers={"Idempotency-Key": "once"})
    assert started.status_code == 202
    job = started.json()["id"]
    same = client.post("/jobs", json={"kind": "index"}, headers={"Idempotency-Key": "once"})
    assert (same.status_code, same.json()["id"]) == (200, job)
    other = client.post("/jobs", json={"kind": "index", "retry": True}, headers={"Idempotency-Key": "once"})
    assert (other.status_code, other.json()["code"]) == (409, "conflict")
    told = events(client, job)
    assert told[-1][0] == "end" and told[-1][1]["state"] == "done"
    assert told[-1][1]["result"]["failed"] == 1 and told[-1][1]["result"]["pictures"] == 4
    assert client.get("/jobs").json()["jobs"][0]["id"] == job
    collection = client.get("/collection").json()
    assert collection["exists"] and collection["pictures"] == 4
    assert list(collection["failed"]) == ["rubbish.jpg"] and "/tmp" not in str(collection)
    _search(client, coin)
    _browse(client)


def _search(client: httpx.Client, coin: dict[str, Any]) -> None:
    asked = {"question": {"references": [coin]}, "scope": {"kind": "collection", "size": 10}, "masks": "none"}
    with client.stream("POST", "/search", json=asked) as answer:
        said = [json.loads(line) for line in answer.iter_lines()]
    assert said[0]["kind"] == "started" and said[0]["page"] == 1 and said[0]["came_up"] >= 2
    hits = [line["name"] for line in said if line["kind"] == "hit"]
    assert set(hits[:2]) == {"coins.png", "below/mirrored coins.png"}
    assert "link.png" not in hits  # what leads out is not shown, whoever indexed it
    answers = {line["name"]: line for line in said if line["kind"] == "answer"}
    assert len(answers["coins.png"]["instances"]) > 5
    one = {**asked, "scope": {"kind": "collection", "filter": "MIRRORED", "verify": 0}}
    with client.stream("POST", "/search", json=one) as answer:
        said = [json.loads(line) for line in answer.iter_lines()]
    assert [line["kind"] for line in said] == ["started", "hit", "ended"]


def _browse(client: httpx.Client) -> None:
    page = client.get("/collection/pictures", params={"size": 2, "offset": 1}).json()
    assert len(page["pictures"]) == 2 and page["total"] == 5
    by_name = {each["name"]: each for each in client.get("/collection/pictures").json()["pictures"]}
    thumbnail = client.get(f"/pictures/{by_name['coins.png']['id']}/thumbnail")
    assert thumbnail.content.startswith(b"\xff\xd8")
    assert by_name["link.png"]["failed"] == "link.png: a link leads out of what was indexed"
    assert client.get(f"/pictures/{by_name['link.png']['id']}/thumbnail").json()["code"] == "picture-unreadable"
    assert client.get(f"/pictures/{by_name['link.png']['id']}/view").json()["code"] == "picture-unreadable"
    clusters = client.get("/collection/clusters", params={"count": 2}).json()["clusters"]
    assert 1 <= len(clusters) <= 2 and clusters[0]["sights"][0]["picture"].startswith("c-")
    names = [[each["name"] for each in group] for group in client.get("/collection/duplicates").json()["groups"]]
    assert any({"coins.png", "below/mirrored coins.png"} <= set(group) for group in names)
    assert client.get("/collection/outliers", params={"count": 1}).json()["outliers"]


def test_a_threshold_is_fitted_to_pictures_without_the_thing(client: httpx.Client, coin: dict[str, Any]) -> None:
    client.put("/cards/fitted", json={"question": {"references": [coin]}})
    asked = {"kind": "calibrate", "card": "fitted", "false_alarms": 0.5, "under": ""}
    job = client.post("/jobs", json=asked).json()
    state = events(client, job["id"])[-1][1]
    assert state["state"] == "done" and state["result"]["pictures"] == 3
    assert client.get("/cards/fitted").json()["promise"]["pictures"] == 3
    few = client.post("/jobs", json={**asked, "false_alarms": 0.01}).json()
    state = events(client, few["id"])[-1][1]
    assert state["state"] == "failed" and "cannot promise" in state["problem"]
    both = client.post("/jobs", json={**asked, "pictures": [coin["picture"]]})
    assert (both.status_code, both.json()["code"]) == (422, "invalid-request")
    client.delete("/cards/fitted")


def test_jobs_that_are_not_there(client: httpx.Client) -> None:
    assert client.get("/jobs/0123456789abcdef").json()["code"] == "no-such-job"
    assert client.delete("/jobs/0123456789abcdef").json()["code"] == "no-such-job"
    below = client.post("/jobs", json={"kind": "index", "under": "../.."})
    assert below.json()["code"] == "no-such-folder"
