"""Write to standard output and standard error, safely whatever the text holds."""

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TextIO

import click

from ..spec.errors import FeedproofError, printable


def say(text: str, form: str = "text") -> None:
    """Write to standard output. Raises FeedproofError if it cannot be written to.

    Text is for people, in the characters of their terminal; any other format is UTF-8, as programs expect. When the reader has
    stopped (`| head`), the rest is dropped, which is not an error and does not change the exit code.
    """
    with output():
        click.echo(text if form == "text" else text.encode(errors="backslashreplace"))


def pour(blocks: Iterable[bytes]) -> None:
    """Write bytes as they are to standard output; errors are handled as by `say`."""
    with output():
        for block in blocks:
            click.echo(block, nl=False)


@contextmanager
def output(advice: str = "") -> Iterator[None]:
    """Handle errors of writing to standard output in the block. Raises FeedproofError if it is closed, with the advice, or full."""
    if sys.stdout is None:
        raise FeedproofError(f"standard output is closed{advice}")
    try:
        yield
    except BrokenPipeError:
        silence(sys.stdout)
    except OSError as error:
        silence(sys.stdout)
        raise FeedproofError(f"standard output: {error.strerror or error}") from None


class Screen:
    """Standard output of a long job: an error in writing to it is reported once, and stops nothing else."""

    def __init__(self) -> None:
        self.is_broken = False

    def say(self, text: str, form: str = "text") -> None:
        """Write to standard output, while it takes it."""
        if self.is_broken:
            return
        try:
            say(text, form)
        except FeedproofError as error:
            self.is_broken = True
            complain(str(error))


def mention(text: str, _form: str = "text") -> None:
    """Write a remark to standard error; also a report, if standard output is used for something else."""
    try:
        click.echo(text, err=True)
    except OSError:
        silence(sys.stderr)


def complain(text: str) -> None:
    """Write a problem of the tool itself to standard error, in one line."""
    try:
        click.echo(f"feedproof: {printable(text)}", err=True)
    except OSError:
        silence(sys.stderr)


def has_colour() -> bool:
    """Return whether standard output is a terminal that may show colour."""
    return bool(sys.stdout) and sys.stdout.isatty() and not os.environ.get("NO_COLOR")


def is_watched() -> bool:
    """Return whether standard error is a terminal, so that a person may read it and can be asked. It may be closed."""
    return bool(sys.stderr) and sys.stderr.isatty()


def silence(stream: TextIO) -> None:
    """Redirect a stream to nowhere, so that Python does not fail when it flushes the stream at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
