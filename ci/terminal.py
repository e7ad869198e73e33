"""What people read: standard output and standard error, never broken by what is written to them."""

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TextIO

import click

from ..spec.errors import FeedproofError, printable


def say(text: str, form: str = "text") -> None:
    """Write to standard output. Raises FeedproofError when it takes no more.

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
    """Write to standard output in here. Raises FeedproofError when it is closed, with the advice, or takes no more."""
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
    """Write a remark to standard error, or a report when standard output is taken by something else."""
    try:
        click.echo(text, err=True)
    except OSError:
        silence(sys.stderr)


def complain(text: str) -> None:
    """Write the tool's own trouble to standard error, in one line."""
    try:
        click.echo(f"feedproof: {printable(text)}", err=True)
    except OSError:
        silence(sys.stderr)


def has_colour() -> bool:
    """Return whether standard output is a terminal that may show colour."""
    return bool(sys.stdout) and sys.stdout.isatty() and not os.environ.get("NO_COLOR")


def is_watched() -> bool:
    """Return whether standard error is a terminal: then there is somebody to tell and to ask. It may be closed."""
    return bool(sys.stderr) and sys.stderr.isatty()


def silence(stream: TextIO) -> None:
    """Let a stream lead nowhere, so that Python does not fail when it flushes the stream at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
