"""Where reports go: each --format with the -o beside it, and files that are written whole or not at all."""

import os
from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

import click

from ..spec.errors import FeedproofError
from .inputs import STDIN, find_documents, without_own
from .reporters import DEFAULT
from .terminal import complain, say

if TYPE_CHECKING:
    from pathlib import Path

_AT_ONCE = 1000
"""Lines of a report that are shown in one go."""


class Output(NamedTuple):
    """One report: its format and its file, and the flag or key that names it; without a file it goes to standard output."""

    format: str
    file: str | None
    flag: str = "-o"


LinesOf = Callable[[Output], Iterable[str]]
Show = Callable[[str, str], None]
"""Shows a text of a format."""


def pair(options: Iterable[tuple[str, str]]) -> list[Output]:
    """Give each -o to the --format before it, or, where none stands before it, to the first one.

    `options` are ("format", name) and ("file", path), as they stand on the command line. Raises UsageError when two
    reports want the same place.
    """
    outputs: list[Output] = []
    early: str | None = None
    for kind, value in options:
        if kind == "format":
            outputs.append(Output(value, early))
            early = None
        elif early is not None or (outputs and outputs[-1].file is not None):
            raise click.UsageError(f"-o {value}: a second -o for one --format")
        elif outputs:
            outputs[-1] = outputs[-1]._replace(file=value)
        else:
            early = value
    outputs = outputs or [Output(DEFAULT, early)]
    _refuse_clashes(outputs)
    return outputs


def _refuse_clashes(outputs: Sequence[Output]) -> None:
    places = [_place(output.file) for output in outputs]
    for index, place in enumerate(places):
        if place in places[:index]:
            where = f"-o {outputs[index].file}" if place else "standard output"
            raise click.UsageError(f"{where}: two reports cannot go to one place; give each --format an -o of its own")


def _place(file: str | None) -> str:
    return "" if file is None or is_screen(file) else os.path.realpath(file)


def refuse_inputs(outputs: Iterable[Output], names: Iterable[str], own: "Iterable[Path]") -> None:
    """Raise UsageError when a report would be written over a document that is to be checked; files of our own are none."""
    written = [output for output in outputs if _place(output.file)]
    documents = without_own(find_documents(names if written else [])[0], own)
    read = {os.path.realpath(document.file) for document in documents if document.file}
    for output in written:
        if _place(output.file) in read:
            raise click.UsageError(f"-o {output.file}: the report would overwrite a file that is to be checked")


def is_screen(file: str | None) -> bool:
    """Return whether what goes there goes to standard output: no file is named, or `-`."""
    return file is None or file == STDIN


def deliver_all(outputs: Iterable[Output], lines_of: LinesOf, show: Show = say) -> bool:
    """Write every report; one that cannot be written does not stop the others. Return whether any could not be written."""
    failed = False
    for output in outputs:
        try:
            deliver(output, lines_of(output), show)
        except FeedproofError as error:
            complain(str(error))
            failed = True
    return failed


def deliver(output: Output, lines: Iterable[str], show: Show = say) -> None:
    """Write a report into its file, or show it. Raises FeedproofError when it cannot be written."""
    if not is_screen(output.file):
        write_all(str(output.file), (f"{line}\n".encode() for line in lines), output.flag)
        return
    waiting = iter(lines)
    while some := list(islice(waiting, _AT_ONCE)):
        show("\n".join(some), output.format)


def write(file: str, text: str, flag: str = "-o") -> None:
    """Write a file whole, or leave it as it was. Raises FeedproofError as `write_all` does."""
    write_all(file, [text.encode()], flag)


def write_all(file: str, blocks: Iterable[bytes], flag: str = "-o") -> None:
    """Write a file of these blocks, whole, or leave it as it was.

    Raises FeedproofError when it cannot be written, with the flag that names it, if one does.
    """
    from .atomic import rewrite

    try:
        rewrite(os.path.realpath(file), blocks)
    except OSError as error:
        raise FeedproofError(f"{flag} {file}: {error.strerror or error}".lstrip()) from None
