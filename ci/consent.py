"""Writing to a server on another machine must be confirmed with the name of its host, typed in or given beforehand."""

import os
import sys

import click

from ..spec.errors import FeedproofError
from .terminal import is_watched

VARIABLE = "FEEDPROOF_CONFIRM"
_ABOUT = (
    "feedproof will write to {host}: it creates some hundred records, each marked in the client's own key, changes no "
    "others, and sets those that it created to cancelled at the end, as the feeds cannot delete."
)


def consent(url: str, confirm: str | None) -> None:
    """Ask for the name of the host, unless it is given, or the server runs on this machine.

    Raises FeedproofError if it is wrong, before anything is sent.
    """
    from ..contract_tests.server.target import Target, require_host  # may not be installed

    target = Target(url)
    if not target.is_local:
        require_host(target, confirm or os.environ.get(VARIABLE) or _asked(target.host))


def _asked(host: str) -> str:
    """Ask for the name of the host on the terminal. Raises FeedproofError if there is no terminal to ask on."""
    if not (sys.stdin and sys.stdin.isatty() and is_watched()):
        raise FeedproofError(
            f"writing to {host} must be confirmed: --confirm {host}, confirm = {host!r} in the configuration, or "
            f"{VARIABLE}={host}"
        )
    click.echo(_ABOUT.format(host=host), err=True)
    word: str = click.prompt(f"Type {host} to go on", default="", show_default=False, err=True)
    return word
