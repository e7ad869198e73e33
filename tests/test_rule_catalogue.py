"""The catalogue as data: every rule and every law has the same shape, and so has the code of feedproof."""

import ast
import json
import re
from collections.abc import Iterator
from copy import deepcopy
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from feedproof.fixtures.spoil import sites, sound, spoil
from feedproof.spec.contract import bundled
from feedproof.spec.dialect import keywords
from feedproof.validators import Judge
from feedproof.validators.catalogue import catalogue
from feedproof.validators.model import Context, Rule
from feedproof.validators.paths import follow
from feedproof.validators.recognise import UNKNOWN_FEED
from feedproof.validators.rules import rules
from feedproof.validators.text.laws import LAWS, Law

ROOT = Path(__file__).parent.parent
PACKAGES = ("spec", "validators", "fixtures", "contract_tests", "ci")
MODULES = sorted(path for path in (ROOT / "validators" / "rules").glob("*.py") if path.name != "__init__.py")
SOURCES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
CATALOGUE = catalogue()
ADVICE = {"avoid", "invalid", "must", "use", "check", "should", "bad", "wrong-value", "require", "validate"}
LONGEST_RULE = 80
LONGEST_FUNCTION = 25
LONGEST_FILE = 300


def test_every_id_is_unique() -> None:
    assert len(CATALOGUE) == len(rules()) + len(LAWS) + 1
    assert [law.id for law in LAWS.values()] == list(LAWS)


@pytest.mark.parametrize("name", CATALOGUE)
def test_an_id_is_in_kebab_case_and_names_the_fault(name: str) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)+", name)
    assert not [word for word in ADVICE if name == word or name.startswith(f"{word}-")]


@pytest.mark.parametrize("entry", CATALOGUE.values(), ids=CATALOGUE)
def test_a_page_says_what_why_and_how_to_fix(entry: Rule | Law) -> None:
    said, why, fix, *certain = entry.page.strip().split("\n\n")
    assert said == entry.summary
    assert re.fullmatch(r"[A-Z][^.]*\.", said), "the first line is one sentence"
    assert why.startswith("Why: ")
    assert fix.startswith("Fix: ")
    assert [part.partition(": ")[0] for part in certain] == (["With --fix"] if entry.fix else [])
    assert all(part.endswith(".") for part in (said, why, fix, *certain))


@pytest.mark.parametrize("law", [*LAWS.values(), UNKNOWN_FEED], ids=[*LAWS, UNKNOWN_FEED.id])
def test_a_law_says_where_it_stands(law: Law) -> None:
    assert re.fullmatch(r"RFC \d+, section [\d.]+|the feeds of the contract|feedproof", law.source)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_a_module_is_a_rule_and_is_called_like_its_keyword(path: Path) -> None:
    rule = import_module(f"feedproof.validators.rules.{path.stem}").RULE
    assert isinstance(rule, Rule)
    assert re.sub("([A-Z])", r"_\1", rule.keyword.removeprefix("x-")).lower().replace("-", "_") == path.stem
    assert rules()[rule.keyword] is rule
    assert rule.page == ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")), clean=False)


def test_every_module_is_in_the_catalogue() -> None:
    assert len(rules()) == len(MODULES)


def test_the_dialect_and_the_rules_name_the_same_keywords() -> None:
    assert {name for name, keyword in keywords().items() if keyword.rule} == rules().keys()


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_a_rule_is_short(path: Path) -> None:
    assert length(path) < LONGEST_RULE


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_and_its_functions_are_short(path: Path) -> None:
    assert length(path) <= LONGEST_FILE
    assert dict(too_long(path)) == {}


def length(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def too_long(path: Path) -> Iterator[tuple[str, int]]:
    """Yield each function of more lines than it may have; decorators are not counted."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or 0) - node.lineno + 1
            if lines > LONGEST_FUNCTION:
                yield node.name, lines


def test_the_measure_of_functions_can_fail(tmp_path: Path) -> None:
    long = tmp_path / "long.py"
    long.write_text("def short():\n    pass\n\n\nclass A:\n    def long(self):\n" + "        pass\n" * LONGEST_FUNCTION)
    assert dict(too_long(long)) == {"long": LONGEST_FUNCTION + 1}


@pytest.mark.parametrize("rule", rules().values(), ids=rules())
def test_a_rule_never_changes_its_input(rule: Rule) -> None:
    tried = 0
    for judge, site in places(rule):
        entry = deepcopy(site.entry)
        value = follow(sound(judge, site), site.place)
        broken = rule.spoil(entry, frozen := deepcopy(value))
        for one in (value, broken):
            kept = deepcopy(one)
            list(rule.check(entry, kept, judge.context))
            rule.satisfy(entry, kept)
            for breach in rule.check(entry, kept, judge.context) if rule.fix else ():
                rule.fix(entry, kept, breach.at)
            assert dump(kept) == dump(one)
        assert dump(frozen) == dump(value)
        assert entry == site.entry
        tried += 1
    assert tried


@pytest.mark.parametrize("rule", rules().values(), ids=rules())
def test_breaking_a_payload_leaves_the_payload_as_it_was(rule: Rule) -> None:
    for judge, site in places(rule):
        payload = sound(judge, site)
        before = dump(payload)
        spoil(judge, site, payload)
        assert dump(payload) == before


def places(rule: Rule) -> list[Any]:
    pairs = [(feed.name, action) for feed in bundled().feeds.values() for action in feed.actions]
    judges = [Judge(feed, Context(action, date(2026, 1, 1))) for feed, action in pairs]
    return [(judge, site) for judge in judges for site in sites(judge) if site.rule is rule]


def dump(value: Any) -> str:
    return json.dumps(value)
