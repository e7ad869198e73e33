"""Whatever a contract contains, lint does not crash; and a contract without problems can be compiled, and used to judge."""

import json
from functools import partial
from typing import Any

from engines import jsonschema_rs_reports
from feedproof.spec.build import build
from feedproof.spec.contract import bundled
from feedproof.spec.dialect import keywords
from feedproof.spec.errors import FeedproofError
from feedproof.spec.lint import lint
from feedproof.spec.pointer import resolve, split
from feedproof.spec.yaml_document import read
from feedproof.validators.model import Context
from hypothesis import given, settings
from hypothesis import strategies as st
from places import places

DOCUMENT = bundled().openapi
WORDS = [*keywords(), "get", "schema", "name", "in", "content", "oneOf"]


PLACES = places(DOCUMENT)
JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text("x-#/a", max_size=4),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(WORDS), inner, max_size=3),
    max_leaves=6,
)


def changed(place: str, change: Any) -> Any:
    """Return the contract with the value at the place replaced, or taken away when the change is `...`."""
    document = json.loads(json.dumps(DOCUMENT))
    parent, _, last = place.rpartition("/")
    owner = resolve(document, parent)
    key: Any = int(last) if isinstance(owner, list) else split("/" + last)[0]
    if change is ...:
        del owner[key]
    else:
        owner[key] = change
    return document


ELSEWHERE = st.sampled_from(PLACES).map(partial(resolve, DOCUMENT))


@settings(max_examples=60, deadline=None)
@given(place=st.sampled_from(PLACES), change=st.just(...) | JUNK | ELSEWHERE)
def test_whatever_stands_anywhere_lint_does_not_raise_and_what_passes_compiles(place: str, change: Any) -> None:
    try:
        document = read(json.dumps(changed(place, change)), "tenant.json")
        problems = lint(document)
    except FeedproofError:
        return  # the reader may refuse a text; it says so in one line
    if not problems:
        compiled = build(document.data)
        for feed in compiled["feeds"].values():
            for schema in feed["actions"].values():
                jsonschema_rs_reports(schema, Context())
