"""The schema of a feed as the peers read it."""

from typing import Any


def standard(schema: dict[str, Any]) -> dict[str, Any]:
    """Return the schema for any tool: with JSON Schema's own keywords, and a pattern for dates with or without an offset."""
    kept = {key: value for key, value in schema.items() if key in _KEYWORDS}
    if kept.pop("format", None):
        kept |= {"pattern": _DATE} if "x-date-spelling" in schema else {"format": "uri"}
    if "properties" in kept:
        kept["properties"] = {name: standard(child) for name, child in kept["properties"].items()}
        kept |= {"patternProperties": {"^CF_": {}}, "additionalProperties": False} if "x-listed-only" in schema else {}
    if "items" in kept:
        kept["items"] = standard(kept["items"])
    return kept


_KEYWORDS = {
    "type", "enum", "required", "minLength", "maxLength", "minimum", "maximum", "exclusiveMinimum", "multipleOf", "format",
    "properties", "items",
}  # fmt: skip
_DATE = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})?$"
