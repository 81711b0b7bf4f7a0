from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.datastructures import Headers

from seesame.errors import ConfigError
from seesame.inference import Finder
from seesame.web.guard import check_origin, cookie_value, host_of, same_secret
from seesame.web.problems import Refusal
from seesame.web.service import Service
from seesame.web.settings import Limits, Settings

TOKEN = "a secret of the test, long enough"


@pytest.mark.parametrize(
    ("header", "name"),
    [("localhost:8765", "localhost"), ("[::1]:80", "::1"), ("EVIL.example", "evil.example"), ("", ""), ("a:b:c", "")],
)
def test_the_name_in_a_host_header(header: str, name: str) -> None:
    assert host_of(header) == name


@pytest.mark.parametrize(
    "headers",
    [
        {"host": "localhost:1", "origin": "http://evil.example"},
        {"host": "localhost:1", "origin": "http://localhost:2"},
        {"host": "localhost:1", "origin": "null"},
        {"host": "localhost:1", "sec-fetch-site": "cross-site"},
        {"host": "localhost:1", "sec-fetch-site": "same-site", "origin": "http://localhost:1"},
    ],
)
def test_pages_of_others_change_nothing(headers: dict[str, str]) -> None:
    with pytest.raises(Refusal, match="foreign-origin"):
        check_origin("POST", Headers(headers))
    check_origin("GET", Headers(headers))


def test_the_own_page_and_programs_do() -> None:
    check_origin("POST", Headers({"host": "localhost:1"}))
    own = {"host": "localhost:1", "origin": "http://localhost:1", "sec-fetch-site": "same-origin"}
    check_origin("DELETE", Headers(own))


def test_secrets_are_compared_whole() -> None:
    assert same_secret("a", "a") and not same_secret("", "a") and not same_secret("ä", "a")


@pytest.mark.parametrize("settings", [{"host": "0.0.0.0"}, {"names": ("pictures.example",)}, {"host": "10.0.0.1"}])
def test_who_can_be_reached_needs_a_token(tmp_path: Path, settings: dict[str, object]) -> None:
    with pytest.raises(ConfigError, match="--token-file"):
        Settings(library=tmp_path, **settings)  # type: ignore[arg-type]
    assert Settings(library=tmp_path, token=TOKEN, **settings).token == TOKEN  # type: ignore[arg-type]
    assert TOKEN not in repr(Settings(library=tmp_path, token=TOKEN))


def test_short_tokens_are_none(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="16 or more"):
        Settings(library=tmp_path, token="short")


def test_a_token_opens_the_api(
    tmp_path: Path, finder: Finder, run: Callable[[Service], Any], caplog: pytest.LogCaptureFixture
) -> None:
    settings = Settings(library=tmp_path, token=TOKEN, limits=Limits(body_bytes=1000, upload_bytes=2000))
    with run(Service.of(settings, finder)) as (address, _), httpx.Client(base_url=address) as client:
        api = "/api/v1"
        assert client.get(f"{api}/health").status_code == 200
        refused = client.get(f"{api}/cards")
        assert refused.status_code == 401 and refused.headers["www-authenticate"].startswith("Bearer")
        assert client.get(f"{api}/cards", headers={"Authorization": "Bearer wrong"}).status_code == 401
        assert client.get(f"{api}/cards", headers={"Authorization": f"Bearer {TOKEN}"}).status_code == 200
        assert client.get(f"{api}/cards", headers={"Cookie": f"seesame-{settings.port}={TOKEN}"}).status_code == 401
        assert client.post(f"{api}/session", json={"token": "wrong"}).status_code == 401
        entered = client.post(f"{api}/session", json={"token": TOKEN})
        cookie = entered.headers["set-cookie"]
        assert entered.status_code == 204 and cookie_value(TOKEN) in cookie and TOKEN not in cookie
        assert "HttpOnly" in cookie and "samesite=strict" in cookie.lower()
        assert client.get(f"{api}/cards").status_code == 200
        assert client.get(f"{api}/collection/clusters").json()["code"] == "no-such-collection"
        assert not client.get(f"{api}/collection").json()["exists"]
        client.delete(f"{api}/session")
        assert client.get(f"{api}/cards").status_code == 401
    assert TOKEN not in caplog.text


def test_bodies_are_bounded_whatever_they_say_of_their_length(client: httpx.Client) -> None:
    told = client.post("/find", content=b" " * (2 << 20), headers={"content-type": "application/json"})
    assert (told.status_code, told.json()["code"]) == (413, "too-large")

    def pieces() -> object:
        for _ in range(30):
            yield b" " * (100 << 10)

    told = client.post("/pictures", content=pieces())  # type: ignore[arg-type]
    assert (told.status_code, told.json()["code"]) == (413, "too-large")


def test_each_kind_of_body_has_its_own_bound(
    tmp_path: Path, finder: Finder, run: Callable[[Service], Any], coin_file: bytes
) -> None:
    settings = Settings(library=tmp_path, limits=Limits(upload_bytes=2000, body_bytes=3000))
    with run(Service.of(settings, finder)) as (address, _), httpx.Client(base_url=f"{address}/api/v1") as client:
        uploaded = client.post("/pictures", content=coin_file[:2001])
        assert (uploaded.status_code, uploaded.json()["code"]) == (413, "too-large")
        assert client.post("/find", content=b" " * 2001).status_code == 422
        assert client.post("/find", content=b" " * 3001).status_code == 413
        assert client.put("/cards/coin/file", content=b" " * 3000).json()["code"] == "card-unusable"
        assert client.put("/cards/coin/file", content=b" " * 3001).status_code == 413


def test_every_answer_says_how_it_is_to_be_treated(client: httpx.Client) -> None:
    answer = client.get("/health")
    assert "script-src 'self'" in answer.headers["content-security-policy"]
    assert "unsafe" not in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "access-control-allow-origin" not in answer.headers
    assert answer.headers["cache-control"] == "no-store"
    assert client.get("/health", headers={"x-request-id": "mine-1"}).headers["x-request-id"] == "mine-1"
    assert client.get("/health", headers={"x-request-id": "a b"}).headers["x-request-id"] != "a b"
    assert client.get("/health", headers={"host": "evil.example"}).json()["code"] == "foreign-host"
    assert client.options("/find", headers={"origin": "http://evil.example"}).status_code == 405
