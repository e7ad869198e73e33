"""feedproof contract: property-test a server against the contract."""

from collections.abc import Iterator
from contextlib import contextmanager
from signal import SIGTERM, default_int_handler, signal
from typing import Any

import click

from .codes import CLEAN, FAILED, FOUND
from .contract_report import FORMATS, render
from .options import contract_of, contract_option
from .outputs import write
from .self_test import check_usage, measure
from .servers import PROFILES, Server, examine_server
from .terminal import complain, say


@click.command(short_help="Property-test a server against the contract.")
@click.argument("url", required=False, metavar="[URL]")
@click.option("--profile", type=click.Choice(PROFILES), default=PROFILES[0], show_default=True, help="How much to do.")
@click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True, help="Same seed, same requests.")
@click.option("--allow-writes", is_flag=True, help="Create and change records on a server that is not on this machine.")
@click.option("--self-test", is_flag=True, help="Measure the suite by the faults of the sandbox that it catches.")
@click.option("--fault", "faults", multiple=True, metavar="NAME", help="Self-test this fault only; may be repeated.")
@click.option("--thorough", is_flag=True, help="Self-test with every part, also when one has caught the fault.")
@click.option("--jobs", "-j", type=click.IntRange(min=1), metavar="N", help="Self-test on N processes.")
@contract_option
@click.option("--format", "form", type=click.Choice(FORMATS), default=FORMATS[0], show_default=True, help="As what.")
@click.option("--output", "-o", "file", metavar="FILE", help="Where the report goes instead of standard output.")
@click.pass_context
def command(ctx: click.Context, /, **options: Any) -> None:
    """Property-test a server against the contract.

    URL is what the paths of the feeds begin with; without it, the sandbox is started and examined. The token comes from
    the environment variable FEEDPROOF_TOKEN and is never printed.

    On a server that is not on this machine only GET operations are called, unless --allow-writes is given. What is made
    then is marked in the client's own key, nothing else is changed, and all of it is cancelled at the end.

    With --self-test the suite itself is measured: by the sandbox with one fault after the other, and by one without;
    plain schemathesis stands beside it. That takes minutes, on as many processes as there are processors.

    Exit code: 0 the contract is kept; 1 it is broken, or a fault was not caught; 2 the server could not be examined, or
    not all of it.
    """
    check_usage(ctx, options)
    contract = contract_of(options["contract_file"])
    if options["self_test"]:
        with _stoppable():
            report, code = measure(contract, options)
        _deliver(report, options["file"])
        ctx.exit(code)
    server = Server(options["url"], options["profile"], options["seed"], options["allow_writes"])
    with _stoppable():
        examination, replay = examine_server(server, contract, options["contract_file"])
    _deliver(render(options["form"], examination, replay), options["file"])
    for error in examination.errors:
        complain(error)
    ctx.exit(FAILED if examination.errors else FOUND if examination.failures else CLEAN)


@contextmanager
def _stoppable() -> Iterator[None]:
    """Take an order to end as Ctrl-C is taken: what was made is taken out of use first. Say what came of it."""
    former = signal(SIGTERM, default_int_handler)
    try:
        yield
    except KeyboardInterrupt as stop:
        if stop.args:
            complain(f"interrupted; {stop}")
        raise
    finally:
        signal(SIGTERM, former)


def _deliver(text: str, file: str | None) -> None:
    if file in {None, "-"}:
        say(text)
    else:
        write(str(file), text + "\n")
