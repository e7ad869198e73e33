"""feedproof check: judge payload files."""

from collections.abc import Sequence
from datetime import date
from itertools import islice
from typing import IO, TYPE_CHECKING, Any, NamedTuple

import click

from ..spec.contract import ACTIONS
from ..spec.errors import FeedproofError
from ..spec.pointer import split
from ..validators.check import Checker
from ..validators.model import Context, RuleFilter, Severity
from .codes import CLEAN, FAILED, FOUND
from .groups import help_option
from .inputs import STDIN
from .limit import limit_option
from .options import contract_of, contract_option, day
from .ordered import Ordered, outputs_of
from .outputs import Output, is_screen, refuse_inputs, write_all
from .report import Report, fails
from .report_text import exchanges, troubles
from .reporters import View, formats, lines, tells_fixes
from .run import check_all
from .selection import selection, unwanted
from .terminal import complain, has_colour, mention, say

if TYPE_CHECKING:
    from pathlib import Path

    from .baseline.model import Baseline
    from .fix import Fixes

ENGINES = ("local", "dask")
AT_ONCE = 1000


@click.command(cls=Ordered)
@click.argument("paths", nargs=-1, metavar="[PATH|-]...")
@click.option("--feed", metavar="FEED", help="The feed of the payloads; without it, their fields tell.")
@click.option(
    "--operation",
    type=click.Choice(ACTIONS),
    help="What the payloads are for. Without it, a bare record without an id is to be created, any other was read.",
)
@click.option("--at", metavar="POINTER", help="JSON Pointer to the record or records in each document.")
@click.option("--base-url", metavar="URL", help="Of recorded traffic, judge only what begins with this URL.")
@click.option(
    "--format", type=click.Choice(formats()), multiple=True, help="How to report; text if not given. Repeatable."
)
@click.option("--output", "-o", "file", metavar="FILE", multiple=True, help="Where the --format before it is written.")
@click.option("--select", metavar="RULE", multiple=True, help="Report these rules only. Repeatable, or with commas.")
@click.option("--ignore", metavar="RULE", multiple=True, help="Leave these rules out. Repeatable, or with commas.")
@click.option(
    "--fail-on",
    type=click.Choice([str(severity) for severity in reversed(Severity)]),
    default=str(Severity.ERROR),
    show_default=True,
    help="The least severity that makes the exit code 1.",
)
@limit_option
@click.option("--baseline", "baseline_file", metavar="FILE", help="Findings that this file knows are listed apart.")
@click.option("--update-baseline", is_flag=True, help="Write what is found, and nothing else, into the baseline first.")
@click.option("--fix", is_flag=True, help="First write into the files what is certain; see feedproof rules.")
@click.option("--diff", is_flag=True, help="Show what --fix would change, instead of the report, and write nothing.")
@click.option(
    "--jobs", "-j", type=click.IntRange(min=1), metavar="N", default=1, help="Judge large files on N processes."
)
@click.option(
    "--engine",
    type=click.Choice(ENGINES),
    default=ENGINES[0],
    help="Who judges: this machine, or the workers of Dask, which read URLs too (s3://, gs://, https:// …).",
)
@click.option(
    "--scheduler", metavar="ADDRESS", help="Dask's scheduler; without one, --jobs N workers are started here."
)
@click.option("--date", "day", callback=day, metavar="YYYY-MM-DD", help="Take this day as today.")
@contract_option
@click.option("-q", "--quiet", is_flag=True, help="As text, show only what fails, and nothing when nothing does.")
@click.option(
    "-v", "--verbose", is_flag=True, help="Show sources, what the baseline knows, and which rules were not run."
)
@help_option
@click.pass_context
def command(ctx: click.Context, /, **options: Any) -> None:
    """Judge payload files by the contract.

    PATH is a file (a record, an array of records, a list answer, or NDJSON; also as .gz or .zst); a directory, of which
    all *.json, *.ndjson, *.jsonl and *.har files are checked, hidden ones left out; or - for standard input. Recorded
    traffic, HAR or a cassette in JSON or YAML, tells by its requests what each body is.

    \b
    Each -o belongs to the --format before it; a --format without -o goes to
    standard output:
      feedproof check payloads --format json -o report.json --format text

    --fix changes what can mean one thing only, and nothing else in the file: not a space, not the order of fields. What it reads
    from standard input comes out fixed on standard output, and the report on standard error.

    Exit code: 0 clean; 1 findings; 2 something could not be checked, or nothing was.
    """  # noqa: D301 - click reads the backspace as: leave these lines as they are
    job = _job(ctx, options)
    fixes = _fixes(job, options)
    report = _checked(job, options, fixes.stdin if fixes else None)
    if fixes:
        report = fixes.finish(report)
    ctx.exit(_finish(report, job, options, failed=bool(fixes and fixes.failed)))


def _checked(job: "_Job", options: dict[str, Any], stdin: IO[bytes] | None) -> Report:
    if options["engine"] == ENGINES[0]:
        return check_all(job.checker, options["paths"], job.wanted, job.own, options["jobs"], stdin=stdin)
    from .cluster import Cluster  # noqa: PLC0415 - of the extra
    from .cluster import check_all as check_all_there  # noqa: PLC0415

    cluster = Cluster(options["scheduler"], options["jobs"])
    return check_all_there(job.checker, options["paths"], job.wanted, job.own, cluster)


class _Job(NamedTuple):
    checker: Checker
    wanted: RuleFilter
    outputs: list[Output]
    view: View
    baseline: "Baseline | None"
    is_taken: bool
    """Standard output is for something else than the reports."""
    own: "list[Path]"
    """Files of feedproof's own, which are no payloads wherever they lie."""


def _fixes(job: _Job, options: dict[str, Any]) -> "Fixes | None":
    """Fix the files, or show what that would change, if that is asked for."""
    if not (options["fix"] or options["diff"]):
        return None
    from .fix import fix_all  # noqa: PLC0415 - only for runs that fix

    return fix_all(job.checker, options["paths"], job.wanted, job.own, writes=not options["diff"])


def _job(ctx: click.Context, options: dict[str, Any]) -> _Job:
    """Examine all options before the first file is read."""
    _refuse(ctx, options)
    outputs = outputs_of(ctx, options)
    own = _earlier(outputs, options["paths"])
    refuse_inputs(outputs, options["paths"], own)
    if options["diff"]:
        outputs = _beside_diff(ctx, options, outputs)
    wanted = selection(options["select"], options["ignore"])
    is_taken = options["fix"] and STDIN in options["paths"]
    explains_fixes = any(tells_fixes(output.format) for output in outputs)
    checker = _checker(ctx, options).replace(explains_fixes=explains_fixes, ignored=unwanted(wanted))
    baseline = _baseline(ctx, options)
    own += [baseline.file] if baseline else []
    return _Job(checker, wanted, outputs, _view(ctx, options), baseline, is_taken, own)


def _refuse(ctx: click.Context, options: dict[str, Any]) -> None:
    if not options["paths"]:
        raise click.UsageError("say what to check: feedproof check FILE, or - for standard input", ctx)
    if options["scheduler"] and options["engine"] == ENGINES[0]:
        raise click.UsageError("--scheduler: it is for --engine dask", ctx)
    if (options["fix"] or options["diff"]) and options["engine"] != ENGINES[0]:
        raise click.UsageError("--fix and --diff: files are fixed by --engine local", ctx)


def _earlier(outputs: list[Output], names: Sequence[str]) -> "list[Path]":
    if not any(output.file for output in outputs):
        return []
    from .earlier import earlier  # noqa: PLC0415 - only for reports that go into files

    return list(earlier(outputs, names))


def _beside_diff(ctx: click.Context, options: dict[str, Any], outputs: list[Output]) -> list[Output]:
    """Return the reports that go into files. Raises UsageError where another was asked for: the diff goes to its place."""
    kept = [output for output in outputs if not is_screen(output.file)]
    lost = next((output.format for output in outputs if output not in kept), None)
    if lost and options["format"]:
        raise click.UsageError(f"--diff goes to standard output: give --format {lost} an -o FILE", ctx)
    return kept


def _view(ctx: click.Context, options: dict[str, Any]) -> View:
    if options["quiet"] and options["verbose"]:
        raise click.UsageError("--quiet and --verbose: say one of them", ctx)
    fail_on = Severity[options["fail_on"].upper()]
    return View(has_colour(), options["limit"], options["verbose"], options["quiet"], fail_on, options["day"])


def _baseline(ctx: click.Context, options: dict[str, Any]) -> "Baseline | None":
    file, update = options["baseline_file"], options["update_baseline"]
    if update and not file:
        raise click.UsageError("--update-baseline: say which file with --baseline FILE", ctx)
    if not file:
        return None
    from pathlib import Path  # noqa: PLC0415 - only for runs that have a baseline

    from .baseline.file import load  # noqa: PLC0415

    return load(Path(file), update=update)


def _checker(ctx: click.Context, options: dict[str, Any]) -> Checker:
    contract = contract_of(options["contract_file"])
    feed, action = options["feed"], options["operation"]
    if feed:
        contract.schema(feed, action or next(iter(contract.feed(feed).actions)))
    try:
        split(options["at"] or "")
    except ValueError as error:
        raise click.UsageError(f"--at: {error}", ctx) from None
    if base_url := options["base_url"]:
        from ..validators.routes import routes_below  # noqa: PLC0415 - for recordings only

        routes_below(contract, base_url)
    return Checker(contract, Context(today=options["day"]), feed, action, options["at"], base_url=base_url or "")


def _finish(report: Report, job: _Job, options: dict[str, Any], *, failed: bool) -> int:
    report, trouble = _with_baseline(report, job, options["day"])
    failed = _deliver(report, job) or bool(trouble) or failed
    for line in (*troubles(report), *([trouble] if trouble else [])):
        complain(line)
    if report.is_empty and not report.unchecked:
        complain(f"nothing was checked: there is no record in {' and '.join(exchanges(report)) or 'what was read'}")
    if failed or report.unchecked or report.is_empty:
        return FAILED
    return FOUND if fails(report, job.view.fail_on) else CLEAN


def _with_baseline(report: Report, job: _Job, today: date) -> tuple[Report, str]:
    """Set apart what the baseline knows; say what went wrong on the way, or nothing."""
    if job.baseline is None:
        return report, ""
    from .baseline.apply import apply_baseline  # noqa: PLC0415 - only for runs that have a baseline

    return apply_baseline(report, job.baseline, today, job.wanted)


def _deliver(report: Report, job: _Job) -> bool:
    """Write every report; one that cannot be written does not stop the others. Say whether one could not."""
    failed = False
    for output in job.outputs:
        try:
            _write(report, job, output)
        except FeedproofError as error:
            complain(str(error))
            failed = True
    return failed


def _write(report: Report, job: _Job, output: Output) -> None:
    written = lines(output.format)
    if not is_screen(output.file):
        shown = written(report, job.view._replace(colour=False))
        write_all(str(output.file), (f"{line}\n".encode() for line in shown))
        return
    waiting = iter(written(report, job.view._replace(colour=job.view.colour and not job.is_taken)))
    while some := list(islice(waiting, AT_ONCE)):
        if job.is_taken:
            mention("\n".join(some))
        else:
            say("\n".join(some), output.format)
