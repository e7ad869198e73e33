"""Examine a server, or a sandbox when no server is named; the `contract` command and the gate do it alike."""

import os
import shlex
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from math import inf
from time import monotonic
from typing import TYPE_CHECKING

import click

from ..contract_tests.profiles import PROFILES
from ..contract_tests.server.terms import TIMEOUT, Terms
from ..fixtures.sandbox_token import TOKEN_VARIABLE
from ..spec.contract import Contract
from ..spec.errors import FeedproofError
from ..validators.bulk.names import without_secrets
from .consent import consent
from .contract_report import Replay
from .terminal import complain, is_watched, mention
from .unencrypted import tell_unencrypted

if TYPE_CHECKING:
    from ..contract_tests.engine.options import SchemathesisOptions
    from ..contract_tests.model import Examination


@dataclass(frozen=True, slots=True)
class Server:
    """A server to examine, and how; no URL: the sandbox."""

    url: str | None = None
    profile: str = next(iter(PROFILES))
    seed: int = 0
    allow_writes: bool = False
    read_only: bool = False
    confirm: str | None = None
    rate_limit: str | None = None
    timeout: float = TIMEOUT
    max_time: int | None = None
    schemathesis: str | None = None
    options: tuple[str, ...] = ()


_ANY_PORT = "http://127.0.0.1:0"
SETTINGS = fields(Server)[:-1]
"""All but the options of schemathesis: they have their names on the command line and in the configuration, too."""
OF_BOTH = ("profile", "seed")
"""What a self-test takes as well."""

_QUIET = 60
"""Seconds for which a log hears of no other wait: a server may make each request wait."""


def flag(name: str) -> str:
    """Return the option of `feedproof contract` for the name of a parameter."""
    return f"--{name.replace('_', '-')}"


def examine_server(server: Server, contract: Contract, contract_file: str | None) -> tuple["Examination", Replay]:
    """Examine the server; return the examination, even if it could not begin, and the commands that repeat it."""
    from ..contract_tests.engine.options import read_options  # may not be installed

    try:
        schemathesis = read_options(server.schemathesis, server.options)
        if server.url and server.allow_writes and not server.read_only:
            consent(server.url, server.confirm)
        with _served(server, contract) as (url, token), _telling():
            return _examined(server, contract, url, token, schemathesis), _replay(server, url, contract_file)
    except FeedproofError as error:
        return unexamined(server, contract, contract_file, str(error))


def _examined(
    server: Server, contract: Contract, url: str, token: str | None, schemathesis: "SchemathesisOptions"
) -> "Examination":
    from ..contract_tests.run import examine
    from ..contract_tests.server.target import Target

    tell_unencrypted(Target(url, token))
    _announce(f"testing {url}, profile {server.profile} …")
    return examine(
        url,
        contract=contract,
        token=token,
        profile=server.profile,
        seed=server.seed,
        allow_writes=server.allow_writes,
        read_only=server.read_only,
        disposable=server.url is None,
        terms=Terms(server.timeout, server.rate_limit, waits()),
        seconds=server.max_time,
        schemathesis=schemathesis,
    )


def unexamined(
    server: Server, contract: Contract, contract_file: str | None, error: str
) -> tuple["Examination", Replay]:
    """Return the same as `examine_server`, for a server that could not be examined at all."""
    from ..contract_tests.model import Examination

    url = without_secrets(server.url or _ANY_PORT)
    examination = Examination(
        url=url,
        contract_version=contract.version,
        profile=server.profile,
        seed=server.seed,
        writes=False,
        operations=(),
        outcomes=(),
        failures=(),
        not_run=(),
        errors=(error,),
        advice={},
    )
    return examination, _replay(server, url, contract_file)


@contextmanager
def _telling() -> Iterator[None]:
    """Report which records were created on the server, if an internal error ends the run."""
    try:
        yield
    except Exception as error:
        for note in getattr(error, "__notes__", ()):
            complain(note)
        raise


@contextmanager
def _served(server: Server, contract: Contract) -> Iterator[tuple[str, str | None]]:
    """Yield the URL and the token of the server, or of a sandbox that is started for the examination."""
    if server.url is not None:
        yield server.url, os.environ.get(TOKEN_VARIABLE) or None
        return
    from ..fixtures.sandbox import TOKEN, make_app, running

    with running(make_app(contract, seed=server.seed)) as url:
        yield url, TOKEN


def _announce(text: str) -> None:
    """Write on a terminal what is being done, because it takes a while."""
    if is_watched():
        click.echo(text, err=True)


def waits() -> Callable[[str], None]:
    """Return a function that reports a wait: always on a terminal, at most once a minute in the log of a build."""
    last = -inf

    def tell(text: str) -> None:
        nonlocal last
        if is_watched() or monotonic() - last >= _QUIET:
            mention(text)
            last = monotonic()

    return tell


def _replay(server: Server, url: str, contract_file: str | None) -> Replay:
    own = [] if server.url else ["feedproof", "sandbox", "--seed", str(server.seed), "--port", url.rpartition(":")[2]]
    file = ["--contract", contract_file] if contract_file else []
    words = ["feedproof", "contract", *([server.url] if server.url else []), *_options(server), *file]
    words += ["--", *server.options] if server.options else []
    return Replay(shlex.join(words), shlex.join([*own, *file]) if own else "")


def _options(server: Server) -> Iterator[str]:
    for setting in SETTINGS[1:]:
        value = getattr(server, setting.name)
        if setting.name in OF_BOTH or value != setting.default:
            yield flag(setting.name)
            yield from [] if value is True else [f"{value:g}" if isinstance(value, float) else str(value)]
