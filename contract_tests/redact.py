"""Redact what is printed: secrets, and ids that are personal data."""

import re
from collections.abc import Callable, Iterator

from ..spec.contract import Contract
from ..spec.operations import Operation
from ..validators.personal import is_personal
from .server.secret import hide_in
from .server.target import Target

_SEGMENT = r"[^/?#'\"\s]+"


def redactor(contract: Contract, target: Target) -> Callable[[str], str]:
    """Return a function that replaces in a text what must not be printed: secrets by their names, personal ids by `{parameter}`."""
    patterns = {at: name for operation in contract.operations for at, name in _personal(contract, operation)}
    compiled = [(re.compile(f"({re.escape(target.url)}{at}){_SEGMENT}"), name) for at, name in patterns.items()]

    def redact(text: str) -> str:
        text = hide_in(text, target.secrets)
        for pattern, name in compiled:
            text = pattern.sub(rf"\g<1>{{{name}}}", text)
        return text

    return redact


def _personal(contract: Contract, operation: Operation) -> Iterator[tuple[str, str]]:
    """Yield each path parameter that holds a personal id, with the pattern of the path before it."""
    for name in operation.path_names:
        if any(
            feed.part == name and is_personal(feed.actions["read"], (feed.key,)) for feed in contract.feeds.values()
        ):
            before = operation.path.partition(f"{{{name}}}")[0]
            yield _SEGMENT.join(map(re.escape, re.split(r"\{[^}]*\}", before))), name
