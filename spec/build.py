"""Compile the contract: work out everything that can be known before a payload is seen.

The compiled form is plain JSON, with a line for each part that is needed by itself. The wheel contains it, so that no YAML is
parsed at start; the tests compare it with the YAML. `python -m feedproof.spec.build` rewrites it.
"""

import hashlib
import json
import sys
from pathlib import Path
from typing import Any

from .dialect import keywords
from .evidence import UNSAID
from .flat import aliases, children
from .flatten import flatten
from .operations import Operation, answer_schema_at, operations, record_schema_at
from .yaml_document import read

HERE = Path(__file__).parent
CONTRACT_FILE = HERE / "openapi.yaml"
COMPILED_FILE = HERE / "contract.ndjson"


def build(document: dict[str, Any]) -> dict[str, Any]:
    """Compile an OpenAPI document.

    Returns {version, sha256, openapi, feeds: {feed: {key, part, envelope, actions: {action: flat schema}}}}.
    """
    digest = hashlib.sha256(json.dumps(document, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
    return {"version": document["info"]["version"], "sha256": digest, "openapi": document, "feeds": _feeds(document)}


def _feeds(document: dict[str, Any]) -> dict[str, Any]:
    feeds: dict[str, Any] = {}
    for operation in operations(document):
        feed = feeds.setdefault(operation.feed, {"key": "", "part": "", "envelope": "", "actions": {}})
        if operation.action == "list":
            feed["envelope"] = _envelope(document, operation)
        elif operation.action != "assign":
            flat = _judged(document, operation)
            feed["key"] = flat["x-key"]
            feed["part"] = operation.path_names[-1] if operation.action == "read" else feed["part"]
            feed["actions"][operation.action] = flat
    return feeds


def _envelope(document: dict[str, Any], operation: Operation) -> str:
    """Return the member of a list answer that holds the records."""
    flat = flatten(document, answer_schema_at(document, operation), UNSAID)
    properties: dict[str, Any] = flat["properties"]
    return next(name for name, schema in properties.items() if "array" in schema.get("type", []))


def _judged(document: dict[str, Any], operation: Operation) -> dict[str, Any]:
    flat = flatten(document, record_schema_at(document, operation), UNSAID)
    _unlock(flat, is_read=operation.action == "read")
    _list_names(flat)
    return flat


def _unlock(flat: dict[str, Any], *, is_read: bool) -> None:
    """Take `readOnly` away where it judges nothing: in what is read, and where it says that the property can be sent."""
    if is_read or flat.get("readOnly") is False:
        flat.pop("readOnly", None)
        flat["x-evidence"].pop("readOnly", None)
    for _, child in children(flat):
        _unlock(child, is_read=is_read)


def _list_names(flat: dict[str, Any]) -> None:
    """Write into `x-listed-only` the listed names, their aliases and units, and which may not be sent: a rule sees no more."""
    if "x-listed-only" in flat:
        properties = flat.get("properties", {})
        units = {name: unit for name, schema in properties.items() if (unit := _unit(schema))}
        read_only = [name for name, schema in properties.items() if schema.get("readOnly")]
        flat["x-listed-only"] = flat["x-listed-only"] | {"names": aliases(flat), "units": units, "readOnly": read_only}
    for _, child in children(flat):
        _list_names(child)


def _unit(flat: dict[str, Any]) -> str:
    """Return what a value is counted in; nothing where the contract does not say it."""
    return next((keyword.unit for keyword in keywords().values() if keyword.unit and keyword.name in flat), "")


def render(compiled: dict[str, Any]) -> str:
    """Return the text of the compiled file: what the contract has, then the OpenAPI document, then each flat schema, in order."""
    feeds = {name: feed | {"actions": list(feed["actions"])} for name, feed in compiled["feeds"].items()}
    schemas = [schema for feed in compiled["feeds"].values() for schema in feed["actions"].values()]
    parts = [compiled | {"openapi": None, "feeds": feeds}, compiled["openapi"], *schemas]
    return "".join(json.dumps(part, ensure_ascii=False, separators=(",", ":")) + "\n" for part in parts)


def main(arguments: list[str]) -> None:
    """Write the compiled contract; with `--check`, only say whether it is up to date."""
    text = render(build(read(CONTRACT_FILE.read_text(encoding="utf-8"), CONTRACT_FILE.name).data))
    if "--check" not in arguments:
        COMPILED_FILE.write_text(text, encoding="utf-8", newline="\n")
    elif COMPILED_FILE.read_text(encoding="utf-8") != text:
        sys.exit(f"{COMPILED_FILE.name} is older than {CONTRACT_FILE.name}: run python -m feedproof.spec.build")


if __name__ == "__main__":
    main(sys.argv[1:])
