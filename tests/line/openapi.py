"""LINE's official OpenAPI files as JSON Schemas that really look into messages and events.

The files say which message it is by a `discriminator`, which JSON Schema validators ignore: without the rewriting below
they accept `{"type": "text"}` without a text. Each such schema becomes a dispatch on its property; a subclass refers to
the base's own fields, so that the two don't call each other for ever.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator

FOLDER = Path(os.environ.get("MADOGUCHI_OPENAPI_DIR") or Path(__file__).parents[3] / "shared" / "line-openapi")
_REFERENCE = "#/components/schemas/"


def validator(file: str, name: str) -> Draft202012Validator:
    """A validator of the schema `name` of `messaging-api.yml` or `webhook.yml`."""
    return Draft202012Validator({"$ref": f"#/$defs/{name}", "$defs": _definitions(FOLDER / file)})


def _definitions(file: Path) -> dict[str, Any]:
    schemas = yaml.safe_load(file.read_text(encoding="utf-8"))["components"]["schemas"]
    bases = {name: schema["discriminator"] for name, schema in schemas.items() if "discriminator" in schema}
    definitions = {}
    for name, schema in schemas.items():
        own = _converted(schema)
        for part in own.get("allOf", []):
            base = part.get("$ref", "").rpartition("/")[2]
            if base in bases:
                part["$ref"] = f"#/$defs/{base}__own"
        if name not in bases:
            definitions[name] = own
            continue
        key = bases[name]["propertyName"]
        kinds = {kind: target.rpartition("/")[2] for kind, target in bases[name]["mapping"].items()}
        definitions[f"{name}__own"] = own
        definitions[name] = {
            "type": "object",
            "required": [key],
            "properties": {key: {"enum": sorted(kinds)}},
            "allOf": [
                {"if": {"properties": {key: {"const": kind}}}, "then": {"$ref": f"#/$defs/{target}"}}
                for kind, target in kinds.items()
            ],
        }
    return definitions


def _converted(value: Any) -> Any:
    if isinstance(value, list):
        return [_converted(item) for item in value]
    if not isinstance(value, dict):
        return value
    if "$ref" in value:
        return {"$ref": value["$ref"].replace(_REFERENCE, "#/$defs/")}
    left_out = ("discriminator", "nullable", "externalDocs", "example")
    kept = {key: _converted(item) for key, item in value.items() if key not in left_out}
    if value.get("nullable") and "type" in kept:
        kept["type"] = [kept["type"], "null"]
    return kept
