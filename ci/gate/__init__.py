"""feedproof gate: check and examine all that the configuration names, with one result."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import click

from ...spec.errors import FeedproofError
from ...spec.text import counted
from ..baseline.apply import apply_baseline
from ..baseline.model import set_apart
from ..baseline_notes import baseline_notes
from ..codes import CLEAN, FAILED, VERDICT
from ..contract_report import Replay, render, verdict
from ..examinations import server_report
from ..failure import Found, ServerFailure
from ..options import day_option, file_name
from ..report import Report, merge, outcome
from ..report_text import unjudged, with_unmatched
from ..reporters import reporter
from ..run import check_all
from ..servers import Server, examine_server, unexamined
from ..severities import with_severities
from ..spool import kept
from ..terminal import complain, say
from ..view import SEVERITIES, limit_option
from .explain_config import explained
from .job import Job, Options, prepare, require_usable, served
from .reports import deliver_reports

if TYPE_CHECKING:
    from ...contract_tests.model import Examination


@click.command()
@click.option(
    "--config",
    metavar="FILE",
    type=file_name,
    envvar="FEEDPROOF_CONFIG",
    show_envvar=True,
    help="The configuration; if not given, pyproject.toml or feedproof.toml here or above, in the repository.",
)
@click.option(
    "--fail-on",
    type=SEVERITIES,
    envvar="FEEDPROOF_FAIL_ON",
    show_envvar=True,
    help="Lowest severity that fails the gate, instead of the configuration's.",
)
@click.option(
    "--baseline",
    metavar="FILE",
    type=file_name,
    envvar="FEEDPROOF_BASELINE",
    show_envvar=True,
    help="Baseline to use instead of the configuration's.",
)
@click.option("--update-baseline", is_flag=True, help="Write the current findings, and nothing else, to the baseline.")
@day_option
@click.option(
    "--explain-config", is_flag=True, help="Print the effective settings and where each comes from; check nothing."
)
@limit_option
@click.option("-q", "--quiet", is_flag=True, help="Show only what fails, and nothing if nothing does.")
@click.option("-v", "--verbose", is_flag=True, help="Show the source of each finding, and known findings.")
@click.pass_context
def command(ctx: click.Context, /, **given: Any) -> None:
    """Check the project's payload files and test its servers, as configured in [tool.feedproof].

    The output is text; the key `reports` adds other reports.

    Exit code: 0 all is well; 1 findings or failures; 2 something could not be checked or written, or nothing was.
    """
    options = Options(**given)
    job = prepare(options)
    if options.explain_config:
        say("\n".join(explained(ctx, job)))
    troubles = list(job.troubles())
    for line in troubles:
        complain(line)
    if options.explain_config:
        ctx.exit(FAILED if troubles else CLEAN)
    payloads = _payloads(job)
    servers = [_server(job, *each) for each in enumerate(served(job.config.servers))]
    ctx.exit(_finish(job, payloads, servers))


def _payloads(job: Job) -> Report | None:
    """Judge every group of payloads, and show the findings."""
    reports = [_group(job, number) for number, group in enumerate(job.groups) if group.names]
    if not reports:
        return None
    report = merge(reports)
    _show(job, report)
    for name, reason in report.unchecked.items():
        complain(f"{name}: {reason}")
    if report.is_empty and not report.unchecked:
        complain(f"{job.config.source}: payloads: there is no record in what was read")
    return report


def _group(job: Job, number: int) -> Report:
    group = job.groups[number]
    report = check_all(group.checker, group.names, job.wanted, job.own)
    key = f"{job.config.source}: payloads.{number}.base-url"
    report = with_unmatched(report, group.payloads.base_url, key)
    return with_severities(report, job.config.severity | group.payloads.severity)


def _show(job: Job, report: Report) -> None:
    """Show the findings; known ones are listed separately. Which entries are removable is known only at the end of the gate."""
    shown = set_apart(report, job.baseline, job.today, job.wanted) if job.baseline else report
    view = job.view._replace(asked=frozenset(report.not_run))
    if lines := list(reporter("text").lines(shown._replace(removable=(), expired=()), view)):
        job.screen.say("\n".join(lines) + "\n")


def _server(job: Job, number: int, named: tuple[str, Server]) -> Report:
    """Examine a server, and show the result; one that cannot be examined does not stop the rest."""
    name, server = named
    examination, replay = _examined(job, number, server)
    report = server_report(name, examination, job.contract)
    if job.view.quiet:
        _show(job, report)
    elif examination.is_begun:
        job.screen.say(render("text", examination, replay, job.contract) + "\n")
    for part in examination.errors:
        complain(part)
    return report


def _examined(job: Job, number: int, server: Server) -> tuple["Examination", Replay]:
    file = str(job.config.contract) if job.config.contract else None
    try:
        require_usable(job.config, number)
    except FeedproofError as error:
        return unexamined(server, job.contract, file, str(error))
    return examine_server(server, job.contract, file)


def _finish(job: Job, payloads: Report | None, servers: Sequence[Report]) -> int:
    """Apply the baseline, write the reports, say how the gate ended, and return the exit code."""
    all_found = merge([_lacking(job), *([payloads] if payloads else []), *servers])
    report, trouble = all_found, ""
    if job.baseline:
        report, trouble = apply_baseline(all_found, job.baseline, job.today, job.wanted)
    if trouble:
        complain(trouble)
    failed = deliver_reports(job, report) or bool(trouble) or (payloads is not None and payloads.is_empty)
    code = FAILED if failed else outcome(report, job.view.fail_on)
    if code != CLEAN or not job.view.quiet:
        end = f"gate {VERDICT[code]}: {', '.join(_facts(report))}"
        job.screen.say("\n".join([*baseline_notes(report._replace(known=())), end]))
    return FAILED if job.screen.is_broken else code


def _lacking(job: Job) -> Report:
    """Return a report that holds only what the configuration names and could not be used."""
    contract = job.contract
    return Report(contract.version, contract.sha256, kept(()), 0, 0, (), {}, job.lacking, contract=contract)


def _facts(report: Report) -> Iterator[str]:
    new, known = Counter(map(_server_of, report.findings)), Counter(map(_server_of, report.known))
    servers = {name: verdict(examination) for name, examination in report.examinations}
    if report.files or not servers:
        found = counted(new[""], "finding")
        checked = f"{counted(report.files, 'payload file')} with {counted(report.records, 'record')}"
        yield ", ".join([f"{checked}: {found}{_known(known[''])}", *unjudged(report)])
    for name, result in servers.items():
        yield f"{name}: {result}{_known(known[name])}"
    if report.unchecked:
        yield f"{len(report.unchecked):,} not checked"


def _server_of(found: Found) -> str:
    """Return the name of the server with the failure; empty for a finding in a payload."""
    return found.server if isinstance(found, ServerFailure) else ""


def _known(number: int) -> str:
    return f", {number:,} known" if number else ""
