"""Every address once, as a client meets it."""

from __future__ import annotations

import base64
import io
import json
import zipfile
from typing import Any

import cv2
import httpx
import numpy as np
import pytest
from pydantic import TypeAdapter

from seesame.geometry import polygons, runlength
from seesame.web.problems import CAUSES
from seesame.web.samples import SAMPLES
from seesame.web.schemas.jobs import Job


def lines(client: httpx.Client, **asked: Any) -> list[dict[str, Any]]:
    with client.stream("POST", "/search", json=asked) as answer:
        assert answer.status_code == 200
        assert answer.headers["content-type"] == "application/x-ndjson"
        return [json.loads(line) for line in answer.iter_lines()]


def problem(answer: httpx.Response, code: str) -> dict[str, Any]:
    told: dict[str, Any] = answer.json()
    assert answer.headers["content-type"] == "application/problem+json"
    assert told["code"] == code, told
    assert answer.status_code == told["status"] == CAUSES[code].status
    assert told["request_id"] == answer.headers["x-request-id"]
    return told


def test_what_the_server_is(client: httpx.Client) -> None:
    told = client.get("/about").json()
    assert told["version"] == client.get("/version").json()
    assert told["version"]["weights"].startswith("lite")
    assert told["folder"]["pictures"] == 4  # neither links that lead out nor what is behind them
    assert [each["same"] for each in told["levels"]] == ["category", "object"]
    rates = [each["rate"] for each in told["levels"][0]["levels"]]
    assert rates == sorted(rates) and len(rates) >= 5
    assert not told["needs_token"]
    assert client.get("/health").json() == {"status": "alive"}
    assert client.get("/ready").json()["status"] == "ready"


def test_one_picture(client: httpx.Client, coin: dict[str, Any]) -> None:
    asked = {"question": {"references": [coin]}, "picture": coin["picture"], "threshold": 0.3}
    found = client.post("/find", json=asked).json()
    assert 8 <= len(found["instances"]) <= 30  # of 24 coins
    scores = [each["score"] for each in found["instances"]]
    assert scores == sorted(scores, reverse=True) and scores[0] == found["score"] and min(scores) >= 0.3
    assert found["presence"] > 0.5
    again = client.post("/find", json=asked).json()
    assert not again["encoded"]
    assert again["instances"] == found["instances"]


def test_masks_are_the_same_in_every_form(client: httpx.Client, coin: dict[str, Any]) -> None:
    question = {"question": {"references": [coin]}, "picture": coin["picture"], "top": 3}
    by = {form: client.post("/find", json={**question, "masks": form}).json() for form in ("polygons", "rle", "png")}
    for row in range(3):
        mask = runlength.decode(by["rle"]["instances"][row]["mask"]["rle"])
        drawn = polygons.to_mask(by["polygons"]["instances"][row]["mask"]["polygons"], *mask.shape)
        assert (drawn == mask).all() and mask.any()
        told = by["png"]["instances"][row]["mask"]
        crop = cv2.imdecode(np.frombuffer(base64.b64decode(told["png"]), np.uint8), cv2.IMREAD_GRAYSCALE)
        assert crop is not None
        x, y = told["corner"]
        assert (mask[y : y + crop.shape[0], x : x + crop.shape[1]] == (crop > 127)).all()
        assert np.count_nonzero(mask) == np.count_nonzero(crop)
    assert client.post("/find", json={**question, "masks": "none"}).json()["instances"][0]["mask"] is None


def test_a_stream_of_the_folder(client: httpx.Client, coin: dict[str, Any]) -> None:
    said = lines(client, question={"references": [coin], "name": "coin"}, scope={"kind": "folder"})
    assert [said[0]["kind"], said[-1]["kind"]] == ["started", "ended"]
    assert said[0]["pictures"] == 4 and said[0]["asked"]["name"] == "coin"
    answers = [line for line in said if line["kind"] == "answer"]
    assert {line["name"] for line in answers} == {"coins.png", "below/mirrored coins.png", "empty.png"}
    assert [line["name"] for line in said if line["kind"] == "failed"] == ["rubbish.jpg"]
    ranked: list[dict[str, Any]] = []
    for line in answers:
        ranked.insert(line["place"], line)
    assert [line["score"] for line in ranked] == sorted((line["score"] for line in answers), reverse=True)
    empty = next(line for line in answers if line["name"] == "empty.png")
    assert empty["instances"] == [] and empty["presence"] < 0.5
    assert said[-1]["pictures_with"] == 2 and said[-1]["failures"] == 1


def test_a_stream_of_chosen_pictures(client: httpx.Client, coin: dict[str, Any]) -> None:
    named = ["u-none", coin["picture"], coin["picture"]]
    said = lines(client, question={"references": [coin]}, scope={"kind": "pictures", "pictures": named})
    assert sorted(line["kind"] for line in said) == ["answer", "ended", "failed", "started"]


def test_the_folder_is_filtered(client: httpx.Client, coin: dict[str, Any]) -> None:
    said = lines(client, question={"references": [coin]}, scope={"kind": "folder", "filter": "MIRROR"}, masks="none")
    assert [line.get("name") for line in said[1:-1]] == ["below/mirrored coins.png"]
    below = lines(client, question={"references": [coin]}, scope={"kind": "folder", "under": "below"}, masks="none")
    assert [line.get("name") for line in below[1:-1]] == ["below/mirrored coins.png"]
    asked = {"question": {"references": [coin]}, "scope": {"kind": "folder", "under": "../"}}
    problem(client.post("/search", json=asked), "no-such-folder")


def test_judgements_teach(client: httpx.Client, coin: dict[str, Any]) -> None:
    asked = {"question": {"references": [coin]}, "picture": coin["picture"], "threshold": 0.05}
    found = client.post("/find", json=asked).json()["instances"]
    said = [
        {"picture": coin["picture"], "box": each["box"], "right": number < 8} for number, each in enumerate(found[:16])
    ]
    taught = client.post("/find", json={**asked, "question": {"references": [coin], "judgements": said}}).json()
    assert [each["score"] for each in taught["instances"]] != [each["score"] for each in found]
    told = client.post("/check", json={"references": [coin], "judgements": said}).json()["asked"]
    assert told["judgements"] == 16 and told["taught"]
    meant = {"references": [coin], "judgements": said, "same": "object"}
    problem(client.post("/find", json={**asked, "question": meant}), "card-unusable")


def test_an_outline(client: httpx.Client, coin: dict[str, Any]) -> None:
    drawn = client.post("/outline", json=coin).json()
    mask = runlength.decode(drawn["mask"]["rle"])
    x1, y1, x2, y2 = coin["box"]
    middle = mask[(y1 + y2) // 2, (x1 + x2) // 2]
    assert middle and drawn["pixels"] == mask.sum() > 0.4 * (x2 - x1) * (y2 - y1)
    stroke = {"points": [[x1 + 10, y1 + 10], [x1 + 14, y1 + 14]], "width": 4, "belongs": False}
    less = client.post("/outline", json={**coin, "strokes": [stroke]}).json()
    assert not runlength.decode(less["mask"]["rle"])[y1 + 12, x1 + 12]
    point = {"picture": coin["picture"], "point": [(x1 + x2) / 2, (y1 + y2) / 2]}
    clicked = client.post("/outline", json=point).json()
    assert abs(clicked["box"][0] - x1) < 8 and abs(clicked["box"][3] - y2) < 8
    problem(client.post("/outline", json={**coin, "box": [5000, 1, 5001, 2]}), "question-unusable")
    problem(client.post("/outline", json={"picture": coin["picture"]}), "invalid-request")


def test_a_question_with_a_mask(client: httpx.Client, coin: dict[str, Any]) -> None:
    mask = client.post("/outline", json=coin).json()["mask"]["rle"]
    asked = {"question": {"references": [{"picture": coin["picture"], "mask": mask}]}, "picture": coin["picture"]}
    assert len(client.post("/find", json=asked).json()["instances"]) > 5
    wrong = {"picture": coin["picture"], "mask": {**mask, "size": [3, 4]}}
    problem(client.post("/find", json={**asked, "question": {"references": [wrong]}}), "question-unusable")
    outside = {"picture": coin["picture"], "polygons": [[9000, 9000, 9001, 9000, 9001, 9001]]}
    problem(client.post("/find", json={**asked, "question": {"references": [outside]}}), "question-unusable")


def test_why(client: httpx.Client, coin: dict[str, Any]) -> None:
    asked = {"question": {"references": [coin]}, "picture": coin["picture"]}
    told = client.post("/why", json={**asked, "instance": 2}).json()
    assert told["cause"] == "found" and told["instance"] == 2
    sheet = client.post("/why/sheet", json={**asked, "at": [0, 0, 30, 30]})
    assert sheet.headers["content-type"] == "image/png" and sheet.content.startswith(b"\x89PNG")
    problem(client.post("/why", json={**asked, "instance": 500}), "input-unusable")


@pytest.mark.parametrize(
    ("format", "names"),
    [
        ("yolo", {"classes.txt", "labels/coins.txt"}),
        ("masks", {"coins-1.png", "coins-2.png"}),
        ("cutouts", {"coins-1.png", "coins-2.png"}),
        ("overlays", {"coins-found.jpg"}),
    ],
)
def test_zips(client: httpx.Client, coin: dict[str, Any], format: str, names: set[str]) -> None:
    chosen = [{"picture": coin["picture"], "instances": [1, 2, 999]}]
    asked = {"question": {"references": [coin], "name": "a coin"}, "pictures": chosen, "format": format}
    answer = client.post("/exports", json=asked)
    assert f'filename="a-coin-{format}.zip"' in answer.headers["content-disposition"]
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert set(archive.namelist()) == names
        if format == "cutouts":
            cut = cv2.imdecode(np.frombuffer(archive.read("coins-1.png"), np.uint8), cv2.IMREAD_UNCHANGED)
            assert cut is not None and cut.shape[2] == 4 and 0 < (cut[..., 3] > 0).mean() < 1


def test_results_for_other_programs(client: httpx.Client, coin: dict[str, Any]) -> None:
    chosen = [{"picture": coin["picture"]}, {"picture": "u-gone"}]
    asked = {"question": {"references": [coin], "name": "coin"}, "pictures": chosen, "threshold": 0.3}
    coco = client.post("/exports", json={**asked, "format": "coco"}).json()
    assert coco["categories"] == [{"id": 1, "name": "coin"}] and coco["failed"][0]["path"] == "u-gone"
    rows = client.post("/exports", json={**asked, "format": "csv"}).text.splitlines()
    assert len(rows) == 1 + len(coco["annotations"]) + 1


def test_commands(client: httpx.Client, coin: dict[str, Any]) -> None:
    asked = {"question": {"references": [coin]}, "scope": {"kind": "folder"}, "false_alarms": 0.05}
    told = client.post("/commands", json=asked).json()
    box = ",".join(str(side) for side in coin["box"])
    assert told["command"].startswith(f"seesame find coins.png@{box} --in ") and "--false-alarms 5%" in told["command"]
    compile(told["python"], "told", "exec")
    assert not told["needs_card"]
    with_no = {**asked, "question": {"references": [coin], "negatives": [coin]}}
    assert client.post("/commands", json=with_no).json()["needs_card"]


def test_refusals(client: httpx.Client, coin: dict[str, Any]) -> None:
    problem(client.get("/nothing"), "no-such-address")
    answer = client.put("/find")
    problem(answer, "no-such-method")
    assert answer.headers["allow"] == "POST"
    told = problem(client.post("/find", json={"picture": "u-a"}), "invalid-request")
    assert told["errors"][0]["where"] == "body.question"
    problem(client.post("/find", content=b"{", headers={"content-type": "application/json"}), "invalid-request")
    asked = {"question": {"references": [coin]}, "picture": coin["picture"]}
    problem(client.post("/find", json={**asked, "threshold": 0.1, "false_alarms": 0.1}), "invalid-request")
    problem(client.post("/find", json={**asked, "false_alarms": 0.9999}), "setting-unusable")
    problem(client.post("/find", json={**asked, "picture": "u-none"}), "no-such-picture")
    problem(client.post("/find", json={**asked, "question": {"card": "none"}}), "no-such-card")
    flat = {"picture": coin["picture"], "box": [10, 10, 5, 5]}
    problem(client.post("/find", json={**asked, "question": {"references": [flat]}}), "question-unusable")


def test_the_document_tells_every_address(client: httpx.Client) -> None:
    document = client.get("/openapi.json").json()
    assert len(document["paths"]) >= 30
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            assert operation["description"], (method, path)
            body = operation.get("requestBody", {}).get("content", {}).get("application/json")
            assert body is None or body["example"], (method, path)
            assert "application/problem+json" in operation["responses"]["default"]["content"]


def test_examples_are_of_the_right_shape(client: httpx.Client) -> None:
    for (method, path), sample in SAMPLES.items():
        if path == "/jobs":  # which would begin one
            assert TypeAdapter(Job).validate_python(sample)
            continue
        answer = client.request(method, path.replace("{card}", "sample"), json=sample)
        told = answer.json() if "problem" in answer.headers.get("content-type", "") else {}
        assert told.get("code") != "invalid-request", (method, path, told)
    client.delete("/cards/sample")


def test_what_is_counted(client: httpx.Client) -> None:
    client.get("/health")
    text = client.get("/metrics").text
    assert 'seesame_info{version="' in text and "seesame_scenes_bytes" in text
    counted = [line for line in text.splitlines() if line.startswith("seesame_requests_total{")]
    assert any('method="GET"' in line and "/health" in line and 'status="200"' in line for line in counted)
