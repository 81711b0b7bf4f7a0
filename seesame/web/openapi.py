"""The OpenAPI document: what FastAPI makes of the routes, with problems as they really are."""

from __future__ import annotations

import re
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from seesame.web.responses import PROBLEM
from seesame.web.samples import SAMPLES
from seesame.web.schemas.about import Problem

DESCRIPTION = (
    "One picture of a thing in, every instance of it found, boxed and masked in other pictures. Boxes are x1, y1, x2, "
    "y2 in pixels of the upright picture, right and bottom exclusive. Every error is application/problem+json with a "
    "`code`."
)
_REFUSED = {
    "description": "Refused; `code` says why.",
    "content": {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}},
}


def methods(app: FastAPI, path: str) -> list[str]:
    """What an address does, for `Allow`."""
    found: set[str] = set()
    for template, operations in document(app)["paths"].items():
        if re.fullmatch(re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(template)), path):
            found |= {name.upper() for name in operations}
    return sorted(found)


def document(app: FastAPI) -> dict[str, Any]:
    """The document, made once."""
    if app.openapi_schema is None:
        made = get_openapi(
            title=app.title,
            version=app.version,
            summary=app.summary,
            description=DESCRIPTION,
            routes=app.routes,
            license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
        )
        parts = made.setdefault("components", {})
        schemas = parts.setdefault("schemas", {})
        schemas["Problem"] = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
        for name in ("HTTPValidationError", "ValidationError"):
            schemas.pop(name, None)
        parts["securitySchemes"] = {
            "token": {"type": "http", "scheme": "bearer", "description": "Only where the server was given a token."}
        }
        made["security"] = [{}, {"token": []}]
        for address, path in made["paths"].items():
            for method, operation in path.items():
                sample = SAMPLES.get((method, address.removeprefix("/api/v1")))
                if sample is not None:
                    operation["requestBody"]["content"]["application/json"]["example"] = sample
                operation["responses"].pop("422", None)
                operation["responses"]["default"] = _REFUSED
                for each in operation.get("parameters", ()):
                    each["schema"] = _not_null(each["schema"])
        app.openapi_schema = made
    return app.openapi_schema


def _not_null(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema of a parameter, which can be left out but never null."""
    kinds = [each for each in schema.get("anyOf", ()) if each != {"type": "null"}]
    rest = {key: value for key, value in schema.items() if key != "anyOf"}
    return {**kinds[0], **rest} if len(kinds) == 1 else schema
