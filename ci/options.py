"""Options that several commands share, and the values of some that click has no type for."""

from datetime import date, datetime

import click

from ..spec.contract import Contract, bundled, load
from ..spec.pointer import split


def file_name(text: str) -> str:
    """Return the name of a file or folder, but refuse a URL: messages would show its password, and a folder be made of it."""
    if "://" in text:
        raise click.BadParameter("this is a URL; name a file or a folder of this machine")
    return text


at_option = click.option("--at", metavar="POINTER", help="JSON Pointer to the record or records in each document.")
contract_option = click.option(
    "--contract",
    "contract_file",
    metavar="FILE",
    type=file_name,
    help="Use this contract instead of the bundled one, or this overlay of it.",
)


def contract_of(file: str | None, *, is_served: bool = False) -> Contract:
    """Return the contract of the option. Raises FeedproofError when it is broken. `is_served`: also check it as OpenAPI."""
    return load(file, is_thorough=is_served) if file else bundled()


def today() -> date:
    """Return today's date in the local time zone."""
    return datetime.now().astimezone().date()


def day(_ctx: click.Context, _option: click.Parameter, text: str | None) -> date:
    """Return the date that the text writes, or today. Raises BadParameter for anything else."""
    if text is None:
        return today()
    try:
        value = date.fromisoformat(text)
    except ValueError:
        value = None
    if value is None or value.isoformat() != text:
        raise click.BadParameter(f"{text!r} is not a date; write it as 2026-12-31")
    return value


day_option = click.option("--date", "day", callback=day, metavar="YYYY-MM-DD", help="Use this day as today.")


def refuse_no_pointer(at: str | None) -> None:
    """Raise UsageError for what `--at` cannot be."""
    try:
        split(at or "")
    except ValueError as error:
        raise click.UsageError(f"--at: {error}") from None
