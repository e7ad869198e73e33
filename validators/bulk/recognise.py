"""Decide whether records that a judge accepts would also be recognised as records for this judge."""

from ...spec.contract import Feed
from ...spec.nearest import joined
from ..check import Checker
from ..judge import Judge
from ..recognise import names_of


def is_chosen(checker: Checker, judge: Judge) -> bool:
    """Return whether every record that the judge's accepting path accepts would be recognised as one for this judge.

    Such a record has all required fields of the judge's schema, and none that the schema does not list.
    """
    feed = checker.contract.feed(judge.feed)
    others = [other for other in checker.contract.feeds.values() if other.name != judge.feed]
    if any(other.envelope in judge.schema["properties"] for other in (feed, *others)):
        return False
    is_feed = checker.feed is not None or all(_is_apart(judge, other) for other in others)
    return is_feed and (checker.action is not None or _is_action(judge, feed))


def _is_apart(judge: Judge, other: Feed) -> bool:
    """Return whether the other feed knows fewer fields of each such record, in any spelling."""
    required = set(map(joined, judge.schema.get("required", [])))
    return not required <= set(map(joined, names_of(other)))


def _is_action(judge: Judge, feed: Feed) -> bool:
    """Return whether the id shows the action of each such record: one to create has none, one that was read has one."""
    if "create" not in feed.actions:
        return judge.context.action == "read"
    if judge.context.action == "create":
        return bool(judge.schema["properties"].get(feed.key, {}).get("readOnly", True))
    return judge.context.action == "read" and feed.key in judge.schema.get("required", [])
