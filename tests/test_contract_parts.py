"""The parts of the examination, each by itself."""

import gzip
import json
import os
import warnings
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from feedproof.contract_tests.engine.formats import strategies
from feedproof.contract_tests.engine.hooks import refer
from feedproof.contract_tests.engine.options import NO_OPTIONS, SchemathesisOptions
from feedproof.contract_tests.engine.registered import isolated, registered
from feedproof.contract_tests.engine.settings import markers
from feedproof.contract_tests.engine.settings import settings as settings_of
from feedproof.contract_tests.profiles import PROFILES, profile_of
from feedproof.contract_tests.redact import redactor
from feedproof.contract_tests.server.target import Target
from feedproof.contract_tests.strength.plain import plain
from feedproof.spec.contract import bundled
from feedproof.spec.errors import FeedproofError
from feedproof.validators.rules.format import FORMATS
from hypothesis import find, settings
from hypothesis import strategies as st
from hypothesis.errors import NoSuchExample
from hypothesis.internal.charmap import intervals_from_codec
from schemathesis.specs.openapi.formats import STRING_FORMATS


def test_warnings_and_proxies_are_out_of_the_way_for_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "own.example.org")
    with isolated(direct=True):
        warnings.warn("from a library", stacklevel=1)
        assert os.environ["no_proxy"] == "*"
    with isolated(direct=False):
        assert os.environ["no_proxy"] == "own.example.org"
    with pytest.raises(UserWarning, match="not hidden"):
        warnings.warn("not hidden", stacklevel=1)


def tables(home: Path) -> dict[Path, Any]:
    return {file.relative_to(home): json.loads(gzip.decompress(file.read_bytes())) for file in home.rglob("*.gz")}


def test_hypothesis_is_given_the_characters_that_it_would_find() -> None:
    with isolated(direct=True) as home:
        given = tables(home)
        for file in given:
            (home / file).unlink()
        intervals_from_codec.__wrapped__("utf-8")
        assert tables(home) == given


def test_what_was_registered_before_is_there_again() -> None:
    own = {"web-address": st.just("x")}

    def check(_context: Any, _response: Any, _case: Any) -> None: ...

    with registered({"before_call": lambda _context, _case, _kwargs: None}, check, own):
        outer = STRING_FORMATS["web-address"]
        with registered({}, lambda _c, _r, _x: None, strategies()):
            assert STRING_FORMATS["web-address"] is not outer
        assert find(STRING_FORMATS["web-address"], lambda _: True) == "x"
    assert "web-address" not in STRING_FORMATS


@pytest.mark.parametrize(
    ("url", "local"),
    [
        ("http://127.0.0.1:1", True),
        ("http://127.8.8.8", True),
        ("http://[::1]:1", True),
        ("http://localhost/", True),
        ("http://10.0.0.1", False),
        ("https://localhost.example.org", False),
        ("https://127.0.0.1.example.org", False),
    ],
)
def test_what_is_on_this_machine(url: str, local: bool) -> None:
    assert Target(url).is_local is local


@pytest.mark.parametrize("token", ["t0p-s3cr", "t0p-s3cret"])
def test_a_token_is_taken_out_of_a_report(token: str) -> None:
    redact = redactor(bundled(), Target("https://h", token))
    assert redact(f"a server said {token}.") == "a server said $FEEDPROOF_TOKEN."


@pytest.mark.parametrize("token", ["e", "sandbox"])
def test_a_token_too_short_to_be_hidden_is_taken_on_this_machine_only(
    token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FEEDPROOF_TOKEN", token)
    text = "the sandbox is a server"
    assert redactor(bundled(), Target("http://127.0.0.1:1", token))(text) == text
    with pytest.raises(FeedproofError, match="the token in FEEDPROOF_TOKEN has fewer than 8 characters"):
        Target("https://h", token)


def test_a_token_that_a_program_gives_is_not_said_to_stand_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for other in (None, "t0p-s3cret"):
        if other:
            monkeypatch.setenv("FEEDPROOF_TOKEN", other)
        for token, why in (("a b", "has characters that no token can have"), ("short", "has fewer than 8 characters")):
            with pytest.raises(FeedproofError, match=f"^the token {why}"):
                Target("https://h", token)


def test_a_personal_id_is_not_shown_in_a_url() -> None:
    redact = redactor(bundled(), Target("http://h:1/root"))
    text = "curl 'http://h:1/root/coursedates/12/delegates/U1004~12?a=b' http://h:1/root/coursedates/12/delegates"
    assert redact(text) == text.replace("U1004~12", "{DelegateID}")


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_every_text_drawn_for_a_format_is_accepted(name: str) -> None:
    assert strategies().keys() == FORMATS.keys()
    with pytest.raises(NoSuchExample):
        find(strategies()[name], lambda text: not FORMATS[name](text), settings=settings(max_examples=100))


def test_references_lead_to_known_ids() -> None:
    schema = {"properties": {"A": {"x-references": "a"}, "B": {"x-references": "b"}, "C": {}}, "required": []}
    known = {"a": frozenset({"1", "2"})}
    assert refer(schema, {"A": "1", "B": "9", "C": "c"}, known) == {"A": "1", "C": "c"}
    assert refer(schema, {"A": "9"}, known)["A"] in known["a"]
    assert refer({"items": schema}, [{"B": "9"}], {"b": frozenset({"3"})}) == [{"B": "3"}]
    assert refer(schema | {"required": ["B"]}, {"B": "9"}, {}) == {"B": "9"}
    number = {"type": ["integer", "null"], "x-references": "a"}
    assert [refer(number, value, {"a": frozenset({"3"})}) for value in (9, 3)] == [3, 3]


def test_fields_of_the_contract_are_not_masked() -> None:
    assert markers(bundled()) == ["token", "key", "secret", "password", "auth", "passwd", "credential"]


def test_the_longest_profile_leaves_most_of_the_life_of_a_token_to_what_comes_before_and_after() -> None:
    says = bundled().openapi["components"]["securitySchemes"]["bearer"]["description"]
    minutes = int(says.removeprefix("Valid for ").partition(" ")[0])
    assert max(each.seconds for each in PROFILES.values()) <= minutes * 60 / 3


@pytest.mark.parametrize("name", PROFILES)
def test_the_time_of_a_profile_and_the_words_of_a_user_reach_schemathesis(name: str) -> None:
    target, amount = Target("http://h:1"), profile_of(name)
    ours = settings_of(bundled(), target, amount, 7, NO_OPTIONS, is_free=False)
    assert ours.max_time == (1200 if name == "nightly" else None)
    own = SchemathesisOptions({"max-time": 5, "max-failures": 2, "seed": 9, "phases": {"fuzzing": {"enabled": False}}})
    told = settings_of(bundled(), target, amount, 7, own, is_free=False)
    assert (told.max_time, told.max_failures, told.seed) == (5, 2, 7), "the seed is ours"
    assert not told.projects.default.phases.fuzzing.enabled
    assert told.projects.default.phases.coverage.unexpected_methods == set(), "they could delete"


def test_the_headers_of_a_user_are_masked_and_none_takes_the_place_of_the_token() -> None:
    target, amount = Target("http://h:1"), profile_of("quick")
    own = SchemathesisOptions({"headers": {"Ocp-Tenant": "north"}})
    told = settings_of(bundled(), target, amount, 7, own, is_free=False)
    assert "ocp-tenant" in told.output.sanitization.keys_to_sanitize
    other = SchemathesisOptions({"headers": {"AUTHORIZATION": "Basic x"}}, "st.toml")
    with pytest.raises(FeedproofError, match=r"^st.toml: headers.Authorization: remove it"):
        settings_of(bundled(), target, amount, 7, other, is_free=False)


@pytest.mark.parametrize("name", PROFILES)
def test_plain_schemathesis_has_the_budget_of_the_suite(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[Any] = []
    engine = SimpleNamespace(execute=lambda: iter(()))
    monkeypatch.setattr(
        "feedproof.contract_tests.strength.plain.from_schema", lambda schema: given.append(schema) or engine
    )
    plain(bundled(), Target("http://127.0.0.1:1", "token"), profile_of(name), 7)
    suite = settings_of(bundled(), Target("http://127.0.0.1:1", "token"), profile_of(name), 7, NO_OPTIONS, is_free=True)
    budgets = [
        (
            own.max_time,
            own.workers,
            *(part.generation.max_examples for part in (own.phases.fuzzing, own.phases.stateful)),
        )
        for own in (given[0].config, suite.projects.default)
    ]
    assert budgets[0] == budgets[1]
    assert suite.max_time == (profile_of(name).seconds or None)


def test_an_unknown_profile_is_named_with_the_nearest() -> None:
    with pytest.raises(FeedproofError, match=r"unknown profile 'qick'.*'quick'.*nightly"):
        profile_of("qick")
