"""feedproof contract: property-test a server against the contract."""

import os
from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from ..contract_tests.profiles import PROFILES
from ..contract_tests.server.terms import ALLOWED, PATIENCE, TIMEOUT
from ..spec.contract import Contract
from ..validators.routes import server_url
from .codes import CLEAN, FAILED, FOUND
from .contract_options import Options, refuse
from .contract_report import FORMATS, Replay, render, server_of
from .examinations import server_report
from .options import contract_of, contract_option, file_name, today
from .ordered import PASSED, Passing, format_option, output_option, outputs_of
from .outputs import Output, deliver_all
from .progress import watched
from .reporters import DEFAULT, reporter
from .servers import SETTINGS, Server, examine_server
from .terminal import complain
from .timeout_type import SECONDS
from .view import View

if TYPE_CHECKING:
    from ..contract_tests.model import Examination


@click.command(
    cls=Passing,
    epilog="For details, and the options after --, see docs/contract.md in the repository.",
)
@click.argument("url", required=False, metavar="[URL] [-- ST_OPTIONS]")
@click.option(
    "--profile", type=click.Choice(PROFILES), default=next(iter(PROFILES)), show_default=True, help="How much to test."
)
@click.option(
    "--seed", type=click.IntRange(min=0), default=0, show_default=True, metavar="S", help="Same seed, same requests."
)
@click.option("--allow-writes", is_flag=True, help="Create and change records on a server that is not on this machine.")
@click.option("--read-only", is_flag=True, help="Send only GET, even to a server on this machine.")
@click.option("--confirm", metavar="HOST", help="Confirm --allow-writes with the host name, where nobody can type it.")
@click.option("--rate-limit", metavar="N/UNIT", help=f"Rate limit for each endpoint; {ALLOWED} if not on this machine.")
@click.option(
    "--timeout", type=SECONDS, metavar="SECONDS",
    help=f"How long an answer may take to start or to continue, {TIMEOUT:g} if not given; {PATIENCE} times as long for all of it.",
)  # fmt: skip
@click.option(
    "--max-time", type=click.IntRange(min=1), metavar="SECONDS",
    help="Keep sending new random requests for this long; the nightly profile has 1200.",
)  # fmt: skip
@click.option(
    "--schemathesis",
    metavar="FILE",
    type=file_name,
    help="A schemathesis.toml: reports, baseline, your own checks and more.",
)
@click.option("--self-test", is_flag=True, help="Measure the suite by the faults of the sandbox that it catches.")
@click.option("--fault", "faults", multiple=True, metavar="NAME", help="Self-test only this fault. Repeatable.")
@click.option("--thorough", is_flag=True, help="Self-test with every part, even after one has caught the fault.")
@click.option("--jobs", "-j", type=click.IntRange(min=1), metavar="N", help="Self-test on N processes.")
@contract_option
@format_option
@output_option
@click.pass_context
def command(ctx: click.Context, /, **given: Any) -> None:
    """Property-test a server against the contract.

    URL is the prefix of the feeds' paths; without it, the sandbox is started and tested. The token comes from the
    environment variable FEEDPROOF_TOKEN and is never printed.

    On a server that is not on this machine, only GET operations are called, unless --allow-writes is given and the host
    name typed. Records created then are marked in the client's own key, nothing else is changed, and all of them are
    cancelled at the end. With --read-only, a server on this machine is only read, too.

    Options after -- go to schemathesis, such as -- --report junit.

    --self-test measures the suite itself: on the sandbox with one fault after another, and on one without, compared
    with plain schemathesis. That takes minutes, on as many processes as there are processors.

    Exit code: 0 the contract is kept; 1 it is broken, or a fault was not caught; 2 the server could not be tested, or
    not all of it. What --max-time leaves out is listed as not run, and does not change the exit code.
    """
    options, passed = Options(**given), ctx.meta[PASSED]
    outputs = outputs_of(ctx, options.format, options.file)
    refuse(options, passed, outputs)
    contract = contract_of(options.contract_file, is_served=True)
    if options.self_test:
        ctx.exit(_self_test(contract, options, outputs))
    ctx.exit(_examine(_server(options, passed), contract, options.contract_file, outputs))


def _examine(server: Server, contract: Contract, contract_file: str | None, outputs: list[Output]) -> int:
    examination, replay = examine_server(server, contract, contract_file)
    if not examination.is_begun:  # the line below says all that a text could
        outputs = [output for output in outputs if output.file or output.format != DEFAULT]
    failed = deliver_all(outputs, lambda output: _lines(output.format, examination, replay, contract))
    for error in examination.errors:
        complain(error)
    return FAILED if examination.errors or failed else FOUND if examination.failures else CLEAN


def _server(options: Options, passed: tuple[str, ...]) -> Server:
    given = {setting.name: getattr(options, setting.name) for setting in SETTINGS}
    if options.url is not None:
        server_url(options.url)  # one with a password comes into no report
    return Server(**{name: value for name, value in given.items() if value is not None}, options=passed)


def _self_test(contract: Contract, options: Options, outputs: list[Output]) -> int:
    from ..contract_tests.strength import self_test  # may not be installed
    from .self_test_report import render_self_test

    tested = self_test(
        contract, options.profile, options.seed, names=options.faults, thorough=options.thorough,
        jobs=options.jobs or os.cpu_count() or 1, watch=partial(watched, thing="trial"),
    )  # fmt: skip
    failed = deliver_all(
        outputs, lambda output: [render_self_test(output.format, tested, contract, options.contract_file)]
    )
    return FAILED if failed else CLEAN if tested.is_good else FOUND


def _lines(form: str, examination: "Examination", replay: Replay, contract: Contract) -> Iterable[str]:
    if form in FORMATS:
        return [render(form, examination, replay, contract)]
    name = server_of(examination, replay)
    return reporter(form).lines(server_report(name, examination, contract), View(day=today()))
