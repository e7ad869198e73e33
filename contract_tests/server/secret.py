"""What is sent and may not be shown: the token, and whatever users have in their headers."""

import json
import os
import re
from collections.abc import Iterator

from ...fixtures.sandbox_token import TOKEN_VARIABLE, curl_header, is_sendable
from ...spec.errors import FeedproofError

AUTHORIZATION = curl_header()
"""What stands in a curl command in place of the token."""
LEAST = 8
"""Characters that a secret has at least, if it is to be recognised in other text: a shorter one may stand in any answer."""
_OPEN = ("accept", "user-agent")
"""What the names of headers begin with that are no secrets, and whose values stand in many an answer."""
_FILTERED = re.compile(r"-H '([^':]+): \[Filtered\]'")


def called(token: str | None) -> str:
    """Return what messages call a token: people set it in the environment, programs may give another one."""
    return f"the token in {TOKEN_VARIABLE}" if os.environ.get(TOKEN_VARIABLE) == token else "the token"


def sendable(token: str | None) -> str | None:
    """Return a token, or None where there is none. Raises FeedproofError when no header can hold it."""
    if token and not is_sendable(token):
        raise FeedproofError(f"{called(token)} has characters that no token has, such as a space or a line end")
    return token or None


def in_text(name: str, value: str) -> Iterator[tuple[str, str]]:
    """Yield each way in which the value of a header may stand in a text, with what is put there: the name of the header."""
    if len(value) >= LEAST and not value.isdecimal() and not name.lower().startswith(_OPEN):
        yield from dict.fromkeys(
            (value, json.dumps(value)[1:-1], json.dumps(value, ensure_ascii=False)[1:-1]), name
        ).items()


def in_curl(name: str, written: str) -> str:
    """Return the option of curl that sends a header, with a variable of the shell in the place of its value.

    It is the variable that is `written` in the file, as in "${TENANT}", or one that is named after the header.
    """
    found = re.fullmatch(r"\$\{(\w+)\}", written)
    return f'-H "{name}: ${found[1] if found else re.sub(r"[^A-Z0-9]", "_", name.upper())}"'


def signed(curl: str, options: dict[str, str]) -> str:
    """Return a command of schemathesis with the options by lower-case name of the header, where a value was left out."""
    return _FILTERED.sub(lambda found: options.get(found[1].lower(), found[0]), curl)
