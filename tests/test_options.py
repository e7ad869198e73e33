"""The parameters that click passes to a command are those that the command takes: the same names and types."""

from collections.abc import Callable, Iterator
from importlib import import_module
from inspect import Parameter, signature, unwrap
from typing import NamedTuple, get_origin, get_type_hints

import click
import pytest
from feedproof.ci.cli import commands as feedproof

from .conftest import Outcome


def commands(command: click.Command, name: str = "feedproof") -> Iterator[tuple[str, click.Command]]:
    """Yield all commands that do something, by what is typed."""
    if not isinstance(command, click.Group):
        yield name, command
        return
    context = click.Context(command)
    for word in command.list_commands(context):
        inner = command.get_command(context, word)
        assert inner
        yield from commands(inner, f"{name} {word}")


def parameters(command: click.Command) -> list[Parameter]:
    """Return the parameters of the function that a command calls."""
    assert command.callback
    return list(signature(unwrap(command.callback)).parameters.values())


def options_of(command: click.Command) -> type[NamedTuple] | None:
    """Return the `Options` that a command makes of what click gives; none where it takes that name by name."""
    assert command.callback
    if not any(parameter.kind is Parameter.VAR_KEYWORD for parameter in parameters(command)):
        return None
    made: type[NamedTuple] = import_module(command.callback.__module__).Options
    return made


def taken(command: click.Command) -> set[str]:
    if options := options_of(command):
        return set(options._fields)
    return {parameter.name for parameter in parameters(command) if parameter.kind is not Parameter.POSITIONAL_ONLY}


URL = "https://user:SECRET@h.invalid/x.yaml?sig=SECRET"
ALL = dict(commands(feedproof))
"""Every command of feedproof, by what is typed."""
OPTIONS = {name: options for name, command in ALL.items() if (options := options_of(command))}


@pytest.mark.parametrize("name", ALL)
def test_a_command_takes_what_click_gives(name: str) -> None:
    assert taken(ALL[name]) == {parameter.name for parameter in ALL[name].params if parameter.expose_value}


@pytest.mark.parametrize("name", OPTIONS)
def test_options_are_of_the_types_that_they_say(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.environ", {})
    frame = click.Context(feedproof, **feedproof.context_settings)
    given = ALL[name].make_context(name, [], parent=frame, resilient_parsing=True).params
    required = {parameter.name for parameter in ALL[name].params if parameter.required}
    for field, hint in get_type_hints(OPTIONS[name]).items():
        if field in required:
            continue
        kind = tuple if get_origin(hint) is tuple else hint
        assert isinstance(given[field], kind), field
        assert isinstance(None, kind) == (given[field] is None), f"{field} is never None"


WRITTEN = [
    (name, option, args)
    for name, command in ALL.items()
    for parameter in command.params
    if isinstance(parameter, click.Option) and not parameter.is_flag and parameter.name != "at"
    for option in parameter.opts
    for args in ([option, ""], *([[f"{option}="]] if option.startswith("--") else []))
]


@pytest.mark.parametrize(("name", "option", "args"), WRITTEN)
def test_an_empty_value_is_refused(name: str, option: str, args: list[str], cli: Callable[..., Outcome]) -> None:
    outcome = cli(*name.split()[1:], *args)
    told = f"feedproof: {option} is empty; is a variable not set? (see {name} --help)\n"
    assert (outcome.code, outcome.out, outcome.err) == (2, "", told)


def test_an_empty_argument_is_refused(cli: Callable[..., Outcome]) -> None:
    outcome = cli("check", "")
    assert (outcome.code, outcome.err) == (
        2,
        "feedproof: an argument is empty; is a variable not set? (see feedproof check --help)\n",
    )


def test_the_pointer_to_the_whole_document_may_be_empty(cli: Callable[..., Outcome]) -> None:
    assert "is empty; is" not in cli("check", "none.json", "--at", "").err
    assert "is empty; is" not in cli("check", "none.json", "--at=").err


def test_a_value_that_ends_with_an_equals_sign_is_not_empty(cli: Callable[..., Outcome]) -> None:
    assert "fault" in cli("sandbox", "--token=c2VjcmV0cw==", "--fault=list").out
    told = "feedproof: --path NAME=: write it as NAME=ID (see feedproof fetch --help)\n"
    assert cli("fetch", "http://127.0.0.1:9", "venues", "--path=NAME=").err == told


FILES = [
    (name, [*option.opts[:1], URL])
    for name, command in ALL.items()
    for option in command.params
    if option.make_metavar(click.Context(command)) in {"FILE", "DIR"}
] + [("feedproof spec lint", [URL]), ("feedproof spec diff", [URL])]


@pytest.mark.parametrize(("name", "args"), FILES)
def test_a_url_is_no_file_and_is_not_shown(name: str, args: list[str], cli: Callable[..., Outcome]) -> None:
    outcome = cli(*name.split()[1:], *args)
    assert (outcome.code, outcome.out) == (2, "")
    assert "this is a URL; name a file or a folder of this machine" in outcome.err
    assert "SECRET" not in outcome.err


def test_nor_one_in_a_variable(cli: Callable[..., Outcome], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FEEDPROOF_BASELINE", URL)
    told = "feedproof: Invalid value for the environment variable FEEDPROOF_BASELINE: this is a URL; name a file"
    assert cli("gate").err.startswith(told)
