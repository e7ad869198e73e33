"""`feedproof rules`: the list, and the page of every rule."""

import json
import sys
from collections.abc import Callable
from typing import Any

import pytest
from feedproof.ci.rule_pages import explains, page, summary
from feedproof.contract_tests.behaviour import behaviours
from feedproof.spec.contract import bundled
from feedproof.validators.catalogue import catalogue
from feedproof.validators.recognise import UNKNOWN_FEED
from feedproof.validators.rules import rules
from feedproof.validators.text.laws import LAWS

RULES = {rule.id: rule for rule in rules().values()}


def test_list_has_every_rule_law_and_behaviour_once(cli: Callable[..., Any]) -> None:
    outcome = cli("rules")
    own, laws, neither, of_servers = outcome.out.split("\n\n")
    assert (outcome.code, outcome.err) == (0, "")
    assert [line.split()[0] for line in own.splitlines()[1:]] == sorted(RULES)
    assert [line.split()[0] for line in laws.splitlines()[1:]] == sorted(LAWS)
    assert [line.split()[0] for line in neither.splitlines()[1:]] == [UNKNOWN_FEED.id]
    assert [line.split(maxsplit=1) for line in of_servers.splitlines()[1:]] == [
        [each.name, each.says] for each in behaviours()
    ]
    for rule in RULES.values():
        fixes = "yes" if rule.fix else "-"
        assert [rule.id, rule.keyword, fixes, *rule.summary.split()] in [line.split() for line in own.splitlines()]


def test_list_as_json(cli: Callable[..., Any]) -> None:
    everything = json.loads(cli("rules", "--format", "json").out)
    listed = [entry for entry in everything if entry["kind"] != "behaviour of a server"]
    assert [entry["id"] for entry in everything[len(listed) :]] == [each.name for each in behaviours()]
    assert [entry["id"] for entry in listed] == list(catalogue())
    assert {entry["id"] for entry in listed if entry["kind"] == "rule"} == set(RULES)
    assert {entry["id"]: entry["keyword"] for entry in listed} == {
        **{rule.id: rule.keyword for rule in RULES.values()},
        **dict.fromkeys([*LAWS, UNKNOWN_FEED.id]),
    }


def test_no_two_rules_share_an_id() -> None:
    assert len(catalogue()) == len(rules()) + len(LAWS) + 1


@pytest.mark.parametrize("rule_id", catalogue())
def test_every_rule_has_a_page(rule_id: str, cli: Callable[..., Any]) -> None:
    outcome = cli("rules", rule_id)
    assert (outcome.code, outcome.err) == (0, "")
    lines = outcome.out.splitlines()
    assert lines[0] == rule_id
    assert lines[2].endswith(".")
    assert sum(line.startswith("Why: ") for line in lines) == 1
    assert sum(line.startswith("Fix: ") for line in lines) == 1
    assert ("A law of the text" in outcome.out) is (rule_id in LAWS)


@pytest.mark.parametrize("rule_id", [*LAWS, UNKNOWN_FEED.id])
def test_a_law_does_not_stand_on_our_word(rule_id: str, cli: Callable[..., Any]) -> None:
    source = json.loads(cli("rules", rule_id, "--format", "json").out)["source"]
    assert source.startswith("RFC 8259, section ") or source == "the feeds of the contract"
    assert cli("rules", rule_id).out.splitlines()[-1].endswith(f"the contract. It comes from {source}.")


@pytest.mark.parametrize("rule_id", sorted(RULES))
def test_the_example_is_a_real_finding_of_the_rule(rule_id: str, cli: Callable[..., Any]) -> None:
    page = json.loads(cli("rules", rule_id, "--format", "json").out)
    known_by_a_server_only = {"unknown-reference"}
    assert (page["example"] is None) is (rule_id in known_by_a_server_only or not page["uses"])
    if page["example"]:
        feeds = {use["feed"] for use in page["uses"]}
        assert page["example"]["feed"] in feeds
        assert page["example"]["message"]


def test_a_page_shows_every_site_with_its_evidence(cli: Callable[..., Any]) -> None:
    uses = json.loads(cli("rules", "missing-field", "--format", "json").out)["uses"]
    shown = {(use["feed"], operation, use["place"], use["argument"]) for use in uses for operation in use["operations"]}
    wanted = {
        (feed.name, action, "the record", name)
        for feed in bundled().feeds.values()
        for action, schema in feed.actions.items()
        for name in schema["required"]
    }
    assert wanted <= shown
    for use in uses:
        assert use["severity"] == {"stated": "error", "assumed": "note"}.get(use["certainty"], "warning")
        assert use["source"]
        assert use["contract"].startswith("#/")


def test_arguments_are_shown_as_the_author_wrote_them(cli: Callable[..., Any]) -> None:
    uses = json.loads(cli("rules", "unlisted-field", "--format", "json").out)["uses"]
    assert all(set(use["argument"]) == {"besides"} for use in uses)
    uses = json.loads(cli("rules", "numbers-out-of-order", "--format", "json").out)["uses"]
    assert all(set(use["argument"]) == {"smaller", "larger"} for use in uses)


def test_a_behaviour_is_explained_by_its_own_sentence(cli: Callable[..., Any]) -> None:
    says = "A record reads as it was updated, at once and in every field."
    done = cli("rules", "an-update-shows")
    assert (done.code, done.err) == (0, "")
    assert done.out.splitlines()[:3] == ["an-update-shows", "", says]
    assert done.out.splitlines()[-1] == "Operations: PUT /coursedates/{CourseDateID}."
    assert json.loads(cli("rules", "an-update-shows", "--format", "json").out)["summary"] == says
    assert summary("an-update-shows") == says
    assert page("an-update-shows").startswith(says)
    assert explains("an-update-shows") == "feedproof rules an-update-shows"
    assert explains("ST108") == "st explain ST108"
    assert cli("rules", "an-update-show").code == 2


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_contract_for_no_rule_is_refused(form: str, cli: Callable[..., Any]) -> None:
    done = cli("rules", "--format", form, "--contract", "tenant.yaml")
    assert (done.code, done.out) == (2, "")
    assert "name a RULE" in done.err.splitlines()[-1]


def test_a_misspelt_behaviour_gets_the_nearest_name(cli: Callable[..., Any]) -> None:
    done = cli("rules", "created-equals-reed")
    says = "unknown rule 'created-equals-reed' (did you mean 'created-equals-read'?); see feedproof rules"
    assert (done.code, done.out, done.err) == (2, "", f"feedproof: {says}\n")


def test_without_the_extra_a_behaviour_is_not_said_to_be_none(
    cli: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "feedproof.contract_tests.behaviour", None)
    done = cli("rules", "created-equals-read")
    assert (done.code, done.out) == (2, "")
    assert done.err.endswith("; see feedproof rules; behaviours of a server come with feedproof[contract]\n")
    assert cli("rules", "wrong-type").code == 0
    assert cli("rules").out.splitlines()[-2:] == ["", "behaviours of a server come with feedproof[contract]"]
    assert [entry["id"] for entry in json.loads(cli("rules", "--format", "json").out)] == list(catalogue())
