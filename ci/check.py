"""feedproof check: judge payload files."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import IO, TYPE_CHECKING, Any, NamedTuple

import click

from ..spec.contract import ACTIONS
from ..validators.catalogue import catalogue
from ..validators.check import Checker
from ..validators.model import Severity
from .codes import FAILED
from .groups import help_option
from .inputs import STDIN
from .options import at_option, contract_of, contract_option, day_option, file_name, refuse_no_pointer
from .ordered import Ordered, format_option, output_option, outputs_of
from .outputs import Output, deliver_all, is_screen, refuse_inputs
from .report import Report, outcome
from .report_text import nothing_checked, troubles, with_unmatched
from .reporters import reporter
from .run import check_all
from .selection import named_rules, selection, unwanted
from .terminal import complain, is_watched, mention, say
from .view import SEVERITIES, limit_option, view_of

if TYPE_CHECKING:
    from pathlib import Path

    from .baseline.model import Baseline
    from .fix import Fixes

ENGINES = ("local", "dask")
_MANY = 50_000
"""Records after which somebody has waited long enough to hear how it takes less."""
_FASTER = "python -m pip install 'feedproof[bulk]' makes that several times as fast"


class Options(NamedTuple):
    """The parameters of the command, by the names that click passes."""

    paths: tuple[str, ...]
    feed: str | None
    operation: str | None
    at: str | None
    base_url: str | None
    format: tuple[str, ...]
    file: tuple[str, ...]
    select: tuple[str, ...]
    ignore: tuple[str, ...]
    fail_on: str
    limit: int
    baseline_file: str | None
    update_baseline: bool
    fix: bool
    diff: bool
    jobs: int
    engine: str
    scheduler: str | None
    day: date
    contract_file: str | None
    quiet: bool
    verbose: bool

    @property
    def is_local(self) -> bool:
        """Whether this machine judges."""
        return self.engine == ENGINES[0]

    @property
    def has_fixes(self) -> bool:
        """Whether files are fixed, or what that would change is shown."""
        return self.fix or self.diff

    @property
    def most(self) -> int:
        """How many findings of a rule in a file are kept; further ones are only counted. 0: all are kept."""
        needs_all = self.quiet or self.baseline_file or self.has_fixes or not self.is_local
        return 0 if needs_all else self.limit


@click.command(cls=Ordered)
@click.argument("paths", nargs=-1, metavar="[PATH|-]...")
@click.option("--feed", metavar="FEED", help="The feed of the payloads; without it, their fields decide.")
@click.option(
    "--operation",
    type=click.Choice(ACTIONS),
    help="What the payloads are for. Without it, a bare record without an id counts as create, anything else as read.",
)
@at_option
@click.option("--base-url", metavar="URL", help="In recorded traffic, check only what starts with this URL.")
@format_option
@output_option
@click.option(
    "--select", metavar="RULE", multiple=True, help="Report these rules only. Repeatable, or comma-separated."
)
@click.option("--ignore", metavar="RULE", multiple=True, help="Leave these rules out. Repeatable, or comma-separated.")
@click.option(
    "--fail-on",
    type=SEVERITIES,
    default=str(Severity.ERROR),
    show_default=True,
    help="Lowest severity that gives exit code 1.",
)
@limit_option
@click.option(
    "--baseline",
    "baseline_file",
    metavar="FILE",
    type=file_name,
    help="File of known findings: they are listed separately and do not count.",
)
@click.option(
    "--update-baseline", is_flag=True, help="First write the current findings, and nothing else, to the baseline."
)
@click.option("--fix", is_flag=True, help="First fix in the files what is certain; see feedproof rules.")
@click.option("--diff", is_flag=True, help="Show what --fix would change, instead of the report, and write nothing.")
@click.option(
    "--jobs", "-j", type=click.IntRange(min=1), metavar="N", default=1, help="Check large files in N processes."
)
@click.option(
    "--engine",
    type=click.Choice(ENGINES),
    default=ENGINES[0],
    help="Where to run: on this machine, or on Dask workers, which also read URLs (s3://, gs://, https:// …).",
)
@click.option(
    "--scheduler", metavar="ADDRESS", help="The Dask scheduler; without one, --jobs N workers are started here."
)
@day_option
@contract_option
@click.option("-q", "--quiet", is_flag=True, help="In text, show only what fails, and nothing if nothing does.")
@click.option("-v", "--verbose", is_flag=True, help="Show sources, known findings, and which rules were not run.")
@help_option
@click.pass_context
def command(ctx: click.Context, /, **given: Any) -> None:
    """Check payload files against the contract.

    PATH is a file (a record, an array of records, a list answer, or NDJSON; also as .gz or .zst); a directory, whose
    *.json, *.ndjson, *.jsonl and *.har files are checked, except hidden ones; or - for standard input. In recorded
    traffic (HAR, a cassette in JSON or YAML, or a Postman collection), the requests say what each body is.

    \b
    Each -o belongs to the --format before it; a --format without -o goes to
    standard output:
      feedproof check payloads --format json -o report.json --format text

    --fix changes only what can mean one thing, and nothing else in the file: not a space, not the order of fields. With
    standard input, the fixed document goes to standard output and the report to standard error.

    Exit code: 0 clean; 1 findings; 2 something could not be checked, or nothing was.
    """  # noqa: D301 - click reads the backspace as: leave these lines as they are
    job = _Job(ctx, Options(**given))
    fixes = _fixes(job)
    report = _checked(job, fixes.stdin if fixes else None)
    report = with_unmatched(report, job.checker.base_url, "--base-url")
    if fixes:
        report = fixes.finish(report)
    ctx.exit(_finish(report, job, failed=bool(fixes and fixes.failed)))


class _Job:
    """All that follows from the options; they are validated before the first file is read.

    `own` are feedproof's own files, which are never payloads.
    """

    def __init__(self, ctx: click.Context, options: Options) -> None:
        _refuse(options)
        self.options = options
        self.outputs, self.own = _outputs(ctx, options)
        self.wanted = selection(options.select, options.ignore)
        if not any(map(self.wanted, catalogue())):
            raise click.UsageError("--select and --ignore: no rule is left; leave one of them out")
        is_brief = all(reporter(output.format).is_brief for output in self.outputs)
        self.checker = _checker(options).replace(
            explains_fixes=not is_brief, ignored=unwanted(self.wanted), most=options.most if is_brief else 0
        )
        self.baseline = _baseline(options.baseline_file, update=options.update_baseline)
        self.own += [self.baseline.file] if self.baseline else []
        view = view_of(options.limit, options.day, verbose=options.verbose, quiet=options.quiet)
        asked = named_rules("--select", options.select)
        self.view = view._replace(fail_on=Severity.named(options.fail_on), asked=asked)


def _refuse(options: Options) -> None:
    if not options.paths:
        raise click.UsageError("say what to check: feedproof check FILE, or - for standard input")
    if options.scheduler and options.is_local:
        raise click.UsageError("--scheduler: only for --engine dask")
    if options.has_fixes and not options.is_local:
        raise click.UsageError("--fix and --diff: files are fixed by --engine local")


def _outputs(ctx: click.Context, options: Options) -> "tuple[list[Output], list[Path]]":
    """Return the outputs, and the files that hold reports of a previous run: they are not payloads."""
    outputs = outputs_of(ctx, options.format, options.file)
    own = _previous_reports(outputs, options.paths)
    refuse_inputs(outputs, options.paths, own)
    if options.diff:
        from .fix import beside_diff

        outputs = beside_diff(outputs, options.format)
    return outputs, own


def _previous_reports(outputs: list[Output], names: Sequence[str]) -> "list[Path]":
    if not any(output.file for output in outputs):
        return []
    from .previous_reports import previous_reports

    return list(previous_reports(outputs, names))


def _checker(options: Options) -> Checker:
    contract, base_url = contract_of(options.contract_file), options.base_url or ""
    feed, action = options.feed, options.operation
    contract.require(feed, action)
    refuse_no_pointer(options.at)
    if base_url:
        from ..validators.routes import routes_below

        routes_below(contract, base_url)
    return Checker(contract, feed, action, options.at, today=options.day, base_url=base_url)


def _baseline(file: str | None, *, update: bool) -> "Baseline | None":
    if update and not file:
        raise click.UsageError("--update-baseline: say which file with --baseline FILE")
    if not file:
        return None
    from pathlib import Path

    from .baseline.file import load_baseline

    return load_baseline(Path(file), update=update)


def _fixes(job: _Job) -> "Fixes | None":
    """Fix the files, or show what that would change, if the options ask for it."""
    if not job.options.has_fixes:
        return None
    from .fix import fix_all

    return fix_all(job.checker, job.options.paths, job.wanted, job.own, writes=not job.options.diff)


def _checked(job: _Job, stdin: IO[bytes] | None) -> Report:
    paths, jobs = job.options.paths, job.options.jobs
    if job.options.is_local:
        return check_all(job.checker, paths, job.wanted, job.own, jobs, stdin=stdin)
    from .check_cluster import Cluster, check_on_cluster  # of the extra

    return check_on_cluster(job.checker, paths, job.wanted, job.own, Cluster(job.options.scheduler, jobs))


def _finish(report: Report, job: _Job, *, failed: bool) -> int:
    """Write the reports, complain about what went wrong, and return the exit code."""
    report, trouble = _with_baseline(report, job)
    failed = _deliver(report, job) or bool(trouble) or failed
    for line in filter(None, (*troubles(report), trouble, nothing_checked(report))):
        complain(line)
    if _could_be_quicker(report.records, job.options):
        mention(f"{report.records:,} records were checked without msgspec; {_FASTER}")
    return FAILED if failed else outcome(report, job.view.fail_on)


def _could_be_quicker(records: int, options: Options) -> bool:
    """Return whether the user is watching, had to wait, and could install an extra that makes it quicker."""
    if records < _MANY or options.quiet or not (options.verbose or is_watched()):
        return False
    from importlib.util import find_spec  # few inputs are large

    return options.is_local and find_spec("msgspec") is None


def _deliver(report: Report, job: _Job) -> bool:
    """Write the reports; if the fixed document goes to standard output, the reports are shown on standard error."""
    show = mention if job.options.fix and STDIN in job.options.paths else say

    def lines_of(output: Output) -> Iterable[str]:
        colour = job.view.colour and is_screen(output.file) and show is say
        return reporter(output.format).lines(report, job.view._replace(colour=colour))

    return deliver_all(job.outputs, lines_of, show)


def _with_baseline(report: Report, job: _Job) -> tuple[Report, str]:
    """Return the report with the baseline applied, and why the update of the baseline failed, or an empty text."""
    if job.baseline is None:
        return report, ""
    from .baseline.apply import apply_baseline

    return apply_baseline(report, job.baseline, job.options.day, job.wanted)
