"""LINE's OpenAPI files, read in place and turned into JSON Schema that follows discriminators.

`Message` is a plain object in those files; its `discriminator` tells a reader to go on in a subclass, which in turn
says `allOf: [Message, …]`. Taken literally a validator either never looks into the subclass or runs in circles. Here
every schema with a discriminator becomes two: `X`, which sends the value to its subclass, and `X.base`, its own
properties, which the subclasses build on.
"""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

ROOT = Path(__file__).resolve().parents[2]
_LEFT_OUT = ("discriminator", "nullable", "externalDocs", "example", "description")


def directory() -> Path:
    """Where the files lie: `MADOGUCHI_OPENAPI_DIR`, or beside the project."""
    return Path(os.environ.get("MADOGUCHI_OPENAPI_DIR") or ROOT.parent / "shared" / "line-openapi")


needs_openapi = pytest.mark.skipif(
    not (directory() / "messaging-api.yml").is_file(),
    reason="LINE's OpenAPI files are not here: set MADOGUCHI_OPENAPI_DIR",
)


@cache
def schemas(file: str) -> dict[str, Any]:
    """The `components.schemas` of one file."""
    text = (directory() / file).read_text(encoding="utf-8")
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(text, loader)["components"]["schemas"]


@cache
def rewritten(file: str) -> dict[str, Any]:
    """The same as JSON Schema definitions."""
    source = schemas(file)
    parents = {name for name, schema in source.items() if "discriminator" in schema}
    definitions: dict[str, Any] = {}
    for name, schema in source.items():
        plain = _plain(schema)
        for part in plain.get("allOf", ()):
            base = part.get("$ref", "").rpartition("/")[2]
            if base in parents:
                part["$ref"] = f"#/$defs/{base}.base"
        if name in parents:
            definitions[f"{name}.base"] = plain
            definitions[name] = _sorter(schema["discriminator"])
        else:
            definitions[name] = plain
    return definitions


@cache
def reader(file: str, name: str) -> Draft202012Validator:
    """A validator for one schema."""
    return Draft202012Validator({"$ref": f"#/$defs/{name}", "$defs": rewritten(file)})


def faults(file: str, name: str, value: Any) -> list[str]:
    """What the schema finds wrong, with paths."""
    return [f"{error.json_path}: {error.message}" for error in reader(file, name).iter_errors(value)]


def properties(file: str, name: str) -> set[str]:
    """The names of all properties of a schema, those of its bases included."""
    schema = schemas(file)[name]
    names = set(schema.get("properties", ()))
    for part in schema.get("allOf", ()):
        if "$ref" in part:
            names |= properties(file, part["$ref"].rpartition("/")[2])
        names |= set(part.get("properties", ()))
    return names


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if not isinstance(value, dict):
        return value
    if "$ref" in value:
        return {"$ref": "#/$defs/" + value["$ref"].rpartition("/")[2]}
    plain = {name: _plain(item) for name, item in value.items() if name not in _LEFT_OUT}
    # A property may itself be called description or example.
    if isinstance(value.get("properties"), dict):
        plain["properties"] = {name: _plain(item) for name, item in value["properties"].items()}
    if value.get("nullable") and isinstance(plain.get("type"), str):
        plain["type"] = [plain["type"], "null"]
    return plain


def _sorter(discriminator: dict[str, Any]) -> dict[str, Any]:
    key = discriminator["propertyName"]
    places = {kind: path.rpartition("/")[2] for kind, path in discriminator["mapping"].items()}
    return {
        "type": "object",
        "required": [key],
        "properties": {key: {"enum": sorted(places)}},
        "allOf": [
            {
                "if": {"required": [key], "properties": {key: {"const": kind}}},
                "then": {"$ref": f"#/$defs/{place}"},
            }
            for kind, place in places.items()
        ],
    }
