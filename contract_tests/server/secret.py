"""What is sent and may not be shown: the token, and whatever users have in their headers."""

import os
import re
from collections.abc import Mapping
from functools import lru_cache

from ...fixtures.sandbox_token import TOKEN_VARIABLE, curl_header, is_sendable
from ...spec.errors import FeedproofError

AUTHORIZATION = curl_header()
"""What stands in a curl command in place of the token."""
LEAST = 8
"""Characters that a secret has at least, if it is to be recognised in other text: a shorter one may stand in any answer."""
_OPEN = ("accept", "user-agent")
"""What the names of headers begin with that are no secrets, and whose values stand in many an answer."""
_SIGNS = (b"\\", b"%", b"&")
"""What the escapes of characters begin with. What has none of them is searched twenty times as fast, and as most answers are."""
_FILTERED = re.compile(r"-H '([^':]+): \[Filtered\]'")


def called(token: str | None) -> str:
    """Return what messages call a token: people set it in the environment, programs may give another one."""
    return f"the token in {TOKEN_VARIABLE}" if os.environ.get(TOKEN_VARIABLE) == token else "the token"


def sendable(token: str | None) -> str | None:
    """Return a token, or None where there is none. Raises FeedproofError when no header can hold it."""
    if token and not is_sendable(token):
        raise FeedproofError(f"{called(token)} has characters that no token can have, such as a space or a line end")
    return token or None


def is_secret(name: str, value: str) -> bool:
    """Say whether the value of a header is one that nobody may read, and can be recognised in other text."""
    return len(value) >= LEAST and not value.isdecimal() and not name.lower().startswith(_OPEN)


def hide(data: bytes, secrets: Mapping[str, str]) -> bytes:
    """Return data with something else in the place of each secret, however it is escaped there.

    The longest goes first, as a shorter one may be a part of it.
    """
    for secret in sorted(secrets, key=len, reverse=True):
        if secret.encode() in data or any(sign in data for sign in _SIGNS):
            data = secrets[secret].encode().join(_pattern(secret).split(data))
    return data


def hide_in(text: str, secrets: Mapping[str, str]) -> str:
    """Return a text as `hide` does."""
    return hide(text.encode(errors="surrogatepass"), secrets).decode(errors="surrogatepass")


@lru_cache
def _pattern(secret: str) -> re.Pattern[bytes]:
    """Return what finds a secret. For a long one it takes a while to make, and few answers need it."""
    return re.compile("".join(map(_escaped, secret)).encode())


def _escaped(character: str) -> str:
    """Return a pattern of a character as itself, and as JSON, a URL and HTML may have it: any server may encode what it says.

    Text that was encoded as JSON three times has seven backslashes before it. To look for more would take longer with each.
    """
    itself, code = re.escape(character), ord(character)
    octets = "".join(f"%(?:25)*{_any_case(f'{octet:02x}')}" for octet in character.encode())
    in_json = rf"\\\\{{0,6}}(?:{itself}|u{_any_case(f'{code:04x}')})"
    return rf"(?:{itself}|{in_json}|{octets}|&#(?:{code}|[xX]0*{_any_case(f'{code:x}')});)"


def _any_case(digits: str) -> str:
    """Return a pattern of hexadecimal digits, large or small."""
    return re.sub("[a-f]", lambda found: f"[{found[0]}{found[0].upper()}]", digits)


def in_curl(name: str, written: str) -> str:
    """Return the option of curl that sends a header, with a variable of the shell in the place of its value.

    It is the variable that is `written` in the file, as in "${TENANT}", or one that is named after the header.
    """
    found = re.fullmatch(r"\$\{(\w+)\}", written)
    return f'-H "{name}: ${found[1] if found else re.sub(r"[^A-Z0-9]", "_", name.upper())}"'


def signed(curl: str, options: dict[str, str]) -> str:
    """Return a command of schemathesis with the options by lower-case name of the header, where a value was left out."""
    return _FILTERED.sub(lambda found: options.get(found[1].lower(), found[0]), curl)
