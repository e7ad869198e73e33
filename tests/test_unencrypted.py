"""A token that goes over plain http to another machine is reported, however its URL is written."""

import pytest
from feedproof.ci.unencrypted import tell_unencrypted
from feedproof.contract_tests.server.target import Target

TOKEN = "a-token-of-nobody"  # noqa: S105 - it opens nothing


@pytest.mark.parametrize(
    ("url", "token", "is_told"),
    [
        ("http://api:8000", TOKEN, True),
        ("HTTP://api:8000", TOKEN, True),
        ("https://api.example", TOKEN, False),
        ("http://127.0.0.1:8000", TOKEN, False),
        ("http://api:8000", None, False),
    ],
)
def test_it_is_told(url: str, token: str | None, *, is_told: bool, capsys: pytest.CaptureFixture[str]) -> None:
    tell_unencrypted(Target(url, token))
    said = f"feedproof: {url}: the token is sent unencrypted, as this is not https\n"
    assert capsys.readouterr().err == (said if is_told else "")
