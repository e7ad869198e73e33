"""What requests contain but nothing may show: the token, and the values of users' own headers."""

import os
import re
from collections.abc import Mapping
from functools import lru_cache

from ...fixtures.sandbox_token import TOKEN_VARIABLE, curl_header, is_sendable
from ...spec.errors import FeedproofError

AUTHORIZATION = curl_header()
"""What a curl command has in place of the token."""
LEAST = 8
"""The minimum length of a secret that can be recognised in other text: a shorter one may occur in any answer."""
_OPEN = ("accept", "user-agent")
"""Prefixes of the names of headers that are not secret, as their values occur in many answers."""
_SIGNS = (b"\\", b"%", b"&")
"""The first characters of escapes. Data without any of them, as most answers are, is searched twenty times as fast."""
_FILTERED = re.compile(r"-H '([^':]+): \[Filtered\]'")


def called(token: str | None) -> str:
    """Return what messages call a token: people set it in the environment, but programs may pass another one."""
    return f"the token in {TOKEN_VARIABLE}" if os.environ.get(TOKEN_VARIABLE) == token else "the token"


def sendable(token: str | None) -> str | None:
    """Return a token, or None if there is none. Raises FeedproofError if no header can hold it."""
    if token and not is_sendable(token):
        raise FeedproofError(f"{called(token)} has characters that no token can have, such as a space or a line end")
    return token or None


def is_secret(name: str, value: str) -> bool:
    """Return whether the value of a header must not be shown, and can be recognised in other text."""
    return len(value) >= LEAST and not value.isdecimal() and not name.lower().startswith(_OPEN)


def hide(data: bytes, secrets: Mapping[str, str]) -> bytes:
    """Return data with each secret replaced, however it is escaped there.

    The longest secret goes first, as a shorter one may be a part of it.
    """
    for secret in sorted(secrets, key=len, reverse=True):
        if secret.encode() in data or any(sign in data for sign in _SIGNS):
            data = secrets[secret].encode().join(_pattern(secret).split(data))
    return data


def hide_in(text: str, secrets: Mapping[str, str]) -> str:
    """Return a text with each secret replaced, as `hide` does."""
    return hide(text.encode(errors="surrogatepass"), secrets).decode(errors="surrogatepass")


@lru_cache
def _pattern(secret: str) -> re.Pattern[bytes]:
    """Return the pattern that finds a secret; cached, and made only on demand: long ones take time, and few answers need it."""
    return re.compile("".join(map(_escaped, secret)).encode())


def _escaped(character: str) -> str:
    """Return a pattern for a character as it is, or as JSON, a URL or HTML may escape it: a server may encode its answer.

    Text that was encoded as JSON three times has seven backslashes before the character. To look for more would take longer
    with each one.
    """
    itself, code = re.escape(character), ord(character)
    octets = "".join(f"%(?:25)*{_any_case(f'{octet:02x}')}" for octet in character.encode())
    in_json = rf"\\\\{{0,6}}(?:{itself}|u{_any_case(f'{code:04x}')})"
    return rf"(?:{itself}|{in_json}|{octets}|&#(?:{code}|[xX]0*{_any_case(f'{code:x}')});)"


def _any_case(digits: str) -> str:
    """Return a pattern for hexadecimal digits, in lower or upper case."""
    return re.sub("[a-f]", lambda found: f"[{found[0]}{found[0].upper()}]", digits)


def in_curl(name: str, written: str) -> str:
    """Return the option of curl that sends a header, with a shell variable in place of its value.

    It is the variable that is `written` in the file, as in "${TENANT}", or else a variable named after the header.
    """
    found = re.fullmatch(r"\$\{(\w+)\}", written)
    return f'-H "{name}: ${found[1] if found else re.sub(r"[^A-Z0-9]", "_", name.upper())}"'


def signed(curl: str, options: dict[str, str]) -> str:
    """Return a curl command of schemathesis with the headers that it left out, from `options`, under lower-case names."""
    return _FILTERED.sub(lambda found: options.get(found[1].lower(), found[0]), curl)
