"""feedproof sandbox: the reference server, until it is interrupted."""

from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from ..fixtures.sandbox_token import TOKEN, TOKEN_VARIABLE, curl_header, is_sendable
from ..spec.contract import Contract
from ..spec.errors import FeedproofError
from ..validators.address import is_loopback
from .options import contract_of, contract_option, file_name
from .table import table
from .terminal import is_watched, mention, say

if TYPE_CHECKING:
    from ..fixtures.dataset.line import Line

_LIST = "list"


class Options(NamedTuple):
    """The parameters of the command, by the names that click passes."""

    host: str
    port: int
    token: str
    seed: int | None
    dataset: str | None
    latency: int
    faults: tuple[str, ...]
    log: bool | None
    contract_file: str | None


@click.command("sandbox")
@click.option("--host", metavar="HOST", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=0, type=click.IntRange(0, 65535), metavar="N", help="Port; if not given, a free one.")
@click.option(
    "--token", metavar="TOKEN", default=TOKEN, show_default=True, envvar=TOKEN_VARIABLE, show_envvar=True,
    help="Token that requests must carry. Set a secret one in the variable: others on this machine can read arguments.",
)  # fmt: skip
@click.option("--seed", type=int, metavar="S", help="Seed of the records it starts with; if not given, 0.")
@click.option(
    "--dataset", metavar="FILE", type=file_name,
    help="Start with these records: feedproof generate --dataset makes some, feedproof fetch --dataset saves a server's.",
)  # fmt: skip
@click.option(
    "--latency",
    default=0,
    type=click.IntRange(0, 60_000),
    metavar="MS",
    help="Milliseconds to wait before each answer.",
)
@click.option(
    "--fault", "faults", multiple=True, metavar="NAME", help="Switch on this fault. Repeatable; 'list' lists them."
)
@click.option("--log/--no-log", default=None, help="Log each request and its answer; if not given, on a terminal only.")
@contract_option
def command(**given: Any) -> None:
    """Serve all five feeds from memory: what you create can be read, bad requests are refused with findings.

    Nothing is kept when it stops. The same seed starts with the same records. In a browser, / shows its operations, and
    /docs documentation to try them from.

    With --fault it has a fault, so that you can see whether your tests notice.
    """
    options = Options(**given)
    if options.dataset is not None and options.seed is not None:
        raise click.UsageError("--seed and --dataset both set the records it starts with: give one of them")
    contract = contract_of(options.contract_file, is_served=True)
    if _LIST in options.faults:
        _list(contract)
    else:
        _serve(contract, options)


def _list(contract: Contract) -> None:
    from ..fixtures.sandbox.faults import faults  # may not be installed

    rows = [(fault.name, fault.says) for fault in faults(contract).values()]
    say("\n".join(table(("fault", "what the server does"), rows)))


def _serve(contract: Contract, options: Options) -> None:
    from ..fixtures.sandbox import make_app  # may not be installed
    from ..fixtures.sandbox.access_log import Logged
    from ..fixtures.sandbox.local_only import LocalOnly
    from ..fixtures.sandbox.serve import address, listen, serve

    token, faults = options.token, options.faults
    if not is_sendable(token):
        raise FeedproofError("the token is empty, or has characters that no token can have, such as a space")
    lines = None if options.dataset is None else _lines(contract, options.dataset)
    app = make_app(
        contract, seed=options.seed or 0, token=token, latency=options.latency / 1000, faults=faults, lines=lines
    )
    with listen(options.host, options.port) as listener:
        say(_greeting(contract, address(listener), token, faults))
        guarded = LocalOnly(app) if is_loopback(options.host) else app
        is_logged = is_watched() if options.log is None else options.log
        serve(Logged(guarded, mention) if is_logged else guarded, listener)


def _lines(contract: Contract, dataset: str) -> "list[Line]":
    """Return what the server begins with. Raises FeedproofError when the dataset cannot be read."""
    from ..fixtures.dataset.line import collect, read

    return collect(read(Path(dataset), contract), contract).lines


def _greeting(contract: Contract, url: str, token: str, faults: tuple[str, ...]) -> str:
    """Return what is said at the start. A token of one's own is not printed."""
    header = curl_header(token if token == TOKEN else None)
    served = f"serving the contract {contract.version} at {url}"
    example = f"try: curl {header} {url}/{_example(contract.openapi)}"
    return "\n".join([served, example, *(f"fault: {name}" for name in dict.fromkeys(faults)), "Ctrl-C stops it"])


def _example(document: dict[str, object]) -> str:
    """Return the first path without parameters."""
    paths = document["paths"]
    return next((path.lstrip("/") for path in paths if "{" not in path), "") if isinstance(paths, dict) else ""
