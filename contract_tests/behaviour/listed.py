"""Lists after a change: they show a record as it is now."""

from ...spec.operations import Operation
from ...validators.model import JsonObject
from ..client import Client, MadeRecord, fields
from ..discovery import own_part
from ..outcome import NotTested, needed, require
from ..server.target import Answer
from .assigning import telling
from .model import behaviour_of
from .same import first_difference, moving, same
from .writing import listed_by_key, unique_filter


@behaviour_of("update", "assign", writes=True)
def a_list_shows_the_change(client: Client, operation: Operation) -> None:
    """A record that has been listed before is listed as it reads after a change."""
    create = client.operation(operation.feed, "create")
    key = unique_filter(client, create).name
    made = client.create(operation.feed)
    before = client.shown(operation.feed, made.values, made.answer)
    for number in range(2):
        answer = _changed(client, operation, made, key, number)
        needed(answer, "the change was refused")
        record, page = _listed(client, create, made, key)
    read = client.shown(operation.feed, made.values, made.answer, answer)
    common = [name for name in fields(record, moving(client, operation.feed)) if name in read.body]
    if all(name in before.body and same(before.body[name], read.body[name]) for name in common):
        raise NotTested("reading shows no change of a field that the list shows")
    difference = first_difference(client, operation.feed, read.body, record, common)
    require(not difference, f"in the list after it, {difference}", made.answer, answer, page, read)


def _listed(client: Client, create: Operation, made: MadeRecord, key: str) -> tuple[JsonObject, Answer]:
    """Return a created record as a list shows it, and the list. Raises NotTested if it is not listed."""
    page = listed_by_key(client, create, made)
    own = own_part(client.feed(create.feed), made.answer.body)
    found = (each for each in page.records if own_part(client.feed(create.feed), each) == own)
    record = next(found, None)
    if record is None:
        raise NotTested(f"no list shows the record by its {key}")
    return record, page.answer


def _changed(client: Client, operation: Operation, made: MadeRecord, key: str, number: int) -> Answer:
    """Change all fields of a record except the key by which it is found, or assign another record that shows other values."""
    if operation.action == "assign":
        others = telling(client, operation)
        distinct = [others[0], *(other for other in others if other.names != others[0].names)]
        return client.ask(operation, made.values | distinct[number % len(distinct)].values)
    body = client.body(operation)
    unchanged = {key: made.sent[key]} if key in body else {}
    return client.ask(operation, made.values, body=body | unchanged)
