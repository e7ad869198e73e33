"""feedproof drift: what real data says against the contract."""

from math import isnan
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from ...spec.contract import ACTIONS
from ...spec.errors import FeedproofError, printable
from ...spec.text import counted
from ...validators.check import Checker
from ..codes import CLEAN, FAILED, FOUND
from ..inputs import Input, find_documents
from ..options import at_option, contract_of, contract_option, file_name, refuse_no_pointer
from ..progress import watched, with_progress
from ..report_text import named_with_reasons
from ..terminal import complain, mention, say

if TYPE_CHECKING:
    from ...validators.drift import Sample
    from .report import Drift

FORMATS = ("text", "json")
VERDICTS = ("contract", "rare", "stated")
"""Every verdict, from that which an overlay can take up; of each later one, the data are more at fault."""


class Options(NamedTuple):
    """The parameters of the command, by the names that click passes."""

    samples: tuple[str, ...]
    feed: str | None
    operation: str
    at: str | None
    contract_file: str | None
    least: float
    overlay_file: str | None
    force: bool
    fail_on: str
    form: str
    verbose: bool


@click.command()
@click.argument("samples", nargs=-1, metavar="[SAMPLE|-]...")
@click.option("--feed", metavar="FEED", help="The feed of the samples; without it, their fields decide.")
@click.option(
    "--operation", type=click.Choice(ACTIONS), default="read", show_default=True, help="What the samples are for."
)
@at_option
@contract_option
@click.option(
    "--least",
    type=click.FloatRange(0, 100),
    metavar="PERCENT",
    default=1.0,
    show_default=True,
    help="Differences in a smaller share of the records count against the data, not the contract.",
)
@click.option(
    "--write-overlay",
    "overlay_file",
    metavar="FILE",
    type=file_name,
    help="Write differences from what the contract assumes as an overlay of it.",
)
@click.option("--force", is_flag=True, help="Overwrite an existing overlay.")
@click.option(
    "--fail-on",
    type=click.Choice(VERDICTS),
    default=VERDICTS[-1],
    show_default=True,
    help="Exit code 1 for differences from the contract; also for rare ones; or for any, including from what the vendor states.",
)
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", show_default=True, help="Report format.")
@click.option("-v", "--verbose", is_flag=True, help="Show where each fact is in the contract, and its source.")
@click.pass_context
def command(ctx: click.Context, /, **given: Any) -> None:
    """Report how real data differ from the contract: names, types, listed values, dates, what is missing.

    SAMPLE is what a feed returned, as a file (a record, an array of records, a list answer, or NDJSON; also as .gz or
    .zst), or recorded traffic that shows it (HAR, or a cassette); a directory; or - for standard input.

    Where the contract only assumes something and the data differ, an overlay can adopt the difference: review it before
    you use it. What the vendor states is never changed; feedproof check says where the data break it. Personal values,
    and values of fields that the contract does not list, are not shown.

    Exit code: 0 no difference (see --fail-on); 1 differences; 2 something could not be read, or nothing was.
    """
    options = Options(**given)
    _refuse(options)
    checker = _checker(options)
    ctx.exit(_finish(_drift(checker, options), options))


class _Seen(NamedTuple):
    """The sample, the number of files that were read, and the inputs that could not be read, each with the reason."""

    sample: "Sample"
    files: int
    unread: dict[str, str]


def _refuse(options: Options) -> None:
    if not options.samples:
        raise click.UsageError("say what to look at: feedproof drift FILE, or - for standard input")
    if options.force and not options.overlay_file:
        raise click.UsageError("--force: only for --write-overlay FILE")


def _checker(options: Options) -> Checker:
    """Return the checker; all options are validated before the first file is read."""
    contract = contract_of(options.contract_file)
    contract.require(options.feed, options.operation)
    if isnan(options.least):
        raise click.UsageError("--least: nan is not a percentage")
    refuse_no_pointer(options.at)
    if options.overlay_file:
        from .overlay import refuse

        refuse(options.overlay_file, options.samples, options.contract_file, force=options.force)
    return Checker(contract, options.feed, options.operation, options.at)


def _seen(checker: Checker, names: tuple[str, ...]) -> _Seen:
    """Read all samples; one that cannot be read does not stop the rest."""
    from ...validators.drift import Sample  # when the options are right

    documents, unread = find_documents(names)
    sample, files = Sample(checker), 0
    for document in watched(documents, "file"):
        try:
            _look(sample, document)
            files += 1
        except FeedproofError as error:
            unread[document.name] = str(error).removeprefix(f"{document.name}: ")
    return _Seen(sample, files, unread)


def _look(sample: "Sample", document: Input) -> None:
    with document.opened() as stream:
        pieces = sample.see(stream, document.name, is_lines=document.lines)
        for _ in with_progress(pieces, lambda records: f"{printable(document.name)}: {records:,} records"):
            pass


def _drift(checker: Checker, options: Options) -> "Drift":
    from .report import drift_of

    seen = _seen(checker, options.samples)
    return drift_of(checker.contract, seen.sample, seen.files, seen.unread, options.least / 100)


def _finish(drift: "Drift", options: Options) -> int:
    """Show the differences, write the overlay if asked to, complain about what was not read, and return the exit code."""
    is_text = options.form == FORMATS[0]
    if drift.records or not is_text:
        _show(drift, is_text=is_text, is_verbose=options.verbose)
    if drift.records and options.overlay_file:
        _write_overlay(drift, options.overlay_file, options.contract_file)
    elif is_text and any(difference.change for difference in drift.differences):
        say("--write-overlay FILE writes the differences as an overlay, to review and pass to --contract")
    _complain(drift)
    if not drift.records or drift.unread or drift.left_out:
        return FAILED
    counted_in = VERDICTS[: VERDICTS.index(options.fail_on) + 1]
    return FOUND if any(difference.verdict in counted_in for difference in drift.differences) else CLEAN


def _complain(drift: "Drift") -> None:
    """Complain about what was not read, or left out."""
    for line in named_with_reasons(drift.unread):
        complain(line)
    for one, counts in drift.left_out.items():
        complain(f"left out {counted(counts.total(), one.what)} in {_files(list(counts))}: {one.why}")
    if not drift.records:
        complain("nothing was seen: there is no record in what was read")


def _files(names: list[str]) -> str:
    """Return the first of some inputs, and how many more there are."""
    more = f" and {counted(len(names) - 1, 'other')}" if len(names) > 1 else ""
    return f"{printable(names[0])}{more}"


def _write_overlay(drift: "Drift", file: str, contract_file: str | None) -> None:
    from .overlay import write_overlay

    for line in write_overlay(drift, file, contract_file):
        mention(printable(line))


def _show(drift: "Drift", *, is_text: bool, is_verbose: bool) -> None:
    from .as_json import render
    from .text import lines

    say("\n".join(lines(drift, is_verbose=is_verbose)) if is_text else render(drift))
