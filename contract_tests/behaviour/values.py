"""Values: those that programs often get wrong come back as they were sent."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from ...fixtures.edges import edges
from ...fixtures.maker.values import kind_made
from ...fixtures.plan import MINIMAL
from ...spec.operations import Operation
from ...validators.model import JsonObject
from ..client import Client
from ..outcome import NotTested, granted, status_of, unlisted
from ..server.target import Answer
from .model import behaviour_of
from .writing import REFUSED, comes_back

_NUMBERS = (2.5, 0.25, 2**31 - 1)
"""Fractions that are exact in decimal and in binary, and the largest number of 32 bits, in which whole ones are mostly kept."""
_FieldFilter = Callable[[dict[str, Any], Any], bool]


@behaviour_of("create", writes=True)
def times_come_back(client: Client, operation: Operation) -> None:
    """A date and time comes back as the same moment, with its offset if it had one."""
    bodies = [body for body in _edges(client, operation) if _has(client, operation, body, _is_time)]
    _all_come_back(client, operation, bodies, _is_time)


@behaviour_of("create", writes=True)
def texts_come_back(client: Client, operation: Operation) -> None:
    """A text comes back whole, in whatever script, up to the length that is allowed."""
    bodies = [body for body in _edges(client, operation) if _has(client, operation, body, _is_text)]
    _all_come_back(client, operation, bodies, _is_text)


@behaviour_of("create", writes=True)
def money_comes_back(client: Client, operation: Operation) -> None:
    """An amount comes back in the unit in which it was sent."""
    _all_come_back(client, operation, [client.body(operation) for _ in range(2)], _is_money)


@behaviour_of("create", writes=True)
def nothing_is_something(client: Client, operation: Operation) -> None:
    """The values false and 0 are stored like any others."""
    body = _filled(client, operation, _nothing)
    _all_come_back(client, operation, [body], lambda _, value: value in (0, False) and not isinstance(value, str))


@behaviour_of("create", writes=True)
def numbers_come_back(client: Client, operation: Operation) -> None:
    """A number comes back with its fraction, and however large it is."""
    bodies = [_filled(client, operation, partial(_number, number)) for number in _NUMBERS]
    _all_come_back(client, operation, bodies, lambda _, value: value in _NUMBERS)


@behaviour_of("create", writes=True)
def listed_values_come_back(client: Client, operation: Operation) -> None:
    """Each of the listed values that a field may have is stored as itself."""
    schemas = client.schema(operation.feed, operation.action).values()
    most = max((len(schema.get("enum", ())) for schema in schemas), default=0)
    bodies = [_filled(client, operation, partial(_listed, number)) for number in range(most)]
    _all_come_back(client, operation, bodies, lambda schema, _: "enum" in schema)


def _listed(number: int, schema: dict[str, Any]) -> Any:
    """Return one of the listed values; the numbers from 0 on give each of them, and then the first again."""
    values = [] if schema.get("readOnly") else schema.get("enum", [])
    return values[number % len(values)] if values else None


def _number(number: float, schema: dict[str, Any]) -> float | None:
    return number if kind_made(schema) in {"integer", "number"} else None


def _filled(client: Client, operation: Operation, value_of: Callable[[dict[str, Any]], Any]) -> JsonObject:
    """Return a body with this value in each field that takes it: the judge finds no more violations than before."""
    body, violations = client.body(operation, MINIMAL), client.judge(operation).violations
    for name, schema in client.schema(operation.feed, operation.action).items():
        value = value_of(schema)
        if value is not None and len(violations(body | {name: value})) <= len(violations(body)):
            body |= {name: value}
    return body


def _nothing(schema: dict[str, Any]) -> Any:
    return {"boolean": False, "integer": 0, "number": 0}.get(kind_made(schema))


def _is_time(schema: dict[str, Any], _value: Any) -> bool:
    return "x-date-spelling" in schema


def _is_money(schema: dict[str, Any], _value: Any) -> bool:
    return "x-minor-units" in schema


def _is_text(schema: dict[str, Any], value: Any) -> bool:
    return isinstance(value, str) and not {"enum", "x-date-spelling", "x-references"} & schema.keys()


def _has(client: Client, operation: Operation, body: JsonObject, wanted: _FieldFilter) -> bool:
    schemas = client.schema(operation.feed, operation.action)
    return any(wanted(schemas[name], value) for name, value in body.items())


def _edges(client: Client, operation: Operation) -> Iterator[JsonObject]:
    yield from (client.fit(operation, edge.record) for edge in edges(client.judge(operation), client.seed))


def _all_come_back(client: Client, operation: Operation, bodies: list[JsonObject], wanted: _FieldFilter) -> None:
    schemas = client.schema(operation.feed, operation.action)
    tried = False
    for body in bodies:
        sent = {name: value for name, value in body.items() if wanted(schemas[name], value)}
        answer = client.post(operation, body) if sent else None
        if answer is not None:
            _taken(client, operation, answer)
            made = client.made(operation, sent, answer)
            client.require_kept(operation.feed, made)
            comes_back(client, operation, made)
            tried = True
    if not tried:
        raise NotTested("no field of the contract takes such a value")


def _taken(client: Client, operation: Operation, answer: Answer) -> None:
    """Raise Violated if a body is refused.

    The body itself is the cause, unless every body is refused with this status, or the contract does not list the status.
    """
    always = status_of(operation, answer)
    cause = always if always in client.reported else unlisted(operation, answer)
    granted(answer, REFUSED, cause=cause)
