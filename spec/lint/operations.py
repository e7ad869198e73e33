"""Every operation is one that feedproof can serve, call and show."""

from collections.abc import Iterator
from typing import Any

from ..conform import Issue
from ..operations import JSON
from ..pointer import join
from ..walk import walk

_VERBS = {"get", "put", "post"}
_PURPOSES = {"x-filters", "x-page"}
_EXAMPLES = {"example", "examples"}


def operations(document: dict[str, Any]) -> Iterator[Issue]:
    """Yield every operation that serves no feed, or in a way that has no meaning."""
    for node in walk(document):
        if node.kind != "operation":
            continue
        if "x-feed" not in node.value:
            yield node.at, "this operation does not say which feed it serves; write x-feed"
        if node.at.rpartition("/")[2] not in _VERBS:
            yield node.at, f"feeds are served by {', '.join(sorted(_VERBS))} only"
        if not any(status.startswith("2") for status in node.value["responses"]):
            yield join(node.at, "responses"), "no success is listed"


def parameters(document: dict[str, Any]) -> Iterator[Issue]:
    """Yield every query parameter that does nothing."""
    for node in walk(document):
        is_query = node.kind == "parameter" and node.value.get("in") == "query"
        if is_query and not _PURPOSES & node.value.keys():
            yield node.at, "this query parameter does not say what it does; write x-filters or x-page"


def examples(document: dict[str, Any]) -> Iterator[Issue]:
    """Yield every body and answer that shows no example."""
    for node in walk(document):
        if node.kind == "media-type" and node.at.endswith(join("", JSON)) and not _EXAMPLES & node.value.keys():
            yield node.at, "there is no example"


CHECKS = (operations, parameters, examples)
