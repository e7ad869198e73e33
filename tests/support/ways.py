"""The ways to judge, one by one: the two of the judge itself, and the JSON Schema engines that have to agree with it."""

from collections.abc import Callable
from functools import partial
from typing import Any

import engines
from engines import ENGINES, Engine, JudgeBy
from feedproof.validators import Checker, Judge, walk
from feedproof.validators.accept import suspect
from feedproof.validators.model import Context
from feedproof.validators.walk import AppliedKeyword


def compiled(schema: dict[str, Any], context: Context) -> Callable[[Any], list[AppliedKeyword]]:
    """Return the function that the judge compiles for many records; it fails if it would leave a record to the walk."""
    suspects = suspect.suspecting(schema, context)

    def asked(record: Any) -> list[AppliedKeyword]:
        found = suspects(record)
        assert found is not None
        return found

    return asked


WAYS: dict[str, Engine] = {"walk": lambda schema, _context: partial(walk.walk, schema), "compiled": compiled, **ENGINES}


class By(Checker):
    """A checker that judges all records in one way."""

    def __init__(self, way: str, feed: str, action: str, context: Context) -> None:
        """Take the way, and the feed and action of the records."""
        super().__init__(feed=feed, action=action, today=context.today, known=context.known)
        self.own = JudgeBy(feed, context._replace(action=action), WAYS[way])

    def judge(self, _feed: str, _action: str) -> Judge:
        """Return the judge of this way."""
        return self.own


class Blind:
    """A validator that finds nothing broken."""

    def __init__(self, *_parts: Any, **_options: Any) -> None:
        """Accept any arguments that a validator takes."""

    def iter_errors(self, _payload: Any) -> list[Any]:
        return []


BLINDFOLDS: dict[str, tuple[Any, str, Any]] = {
    "walk": (walk, "keywords_of", lambda _schema, _rule: []),
    "compiled": (suspect.SuspectValue, "_note", lambda value, depth, _conditions: value.code.add(depth, "pass")),
    "jsonschema-rs": (engines.jsonschema_rs, "Draft202012Validator", Blind),
    "jsonschema": (engines, "extend", lambda _validator, _keywords: Blind),
}
"""For each way, what to replace so that it sees nothing: the module or class, the name in it, and the replacement."""
