"""Examine a server: operations with schemathesis, rules with probes, behaviours with a client, answers with the judge."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from ..fixtures.sandbox_token import TOKEN_VARIABLE
from ..spec.contract import Contract, or_bundled
from ..spec.errors import FeedproofError
from ..spec.operations import Operation
from ..spec.status import is_success
from .behaviour.behave import behave
from .cancel import cancel_all
from .client import Client
from .discovery import discover
from .engine.collect import Collected, Listener, collect
from .engine.formats import strategies
from .engine.guard import guarded
from .engine.hooks import Preparing
from .engine.options import NO_OPTIONS, TRIED, SchemathesisOptions
from .engine.registered import isolated, registered
from .engine.settings import document, put, settings
from .free_mark import take_free_mark
from .health import find_health_path
from .judged import judged
from .ledger import ledger
from .model import Examination, Failure, Made, NotRun
from .outcome import trouble
from .permit import Permit, anything, reading, writing
from .prober import Prober
from .profiles import Profile, profile_of
from .redact import redactor
from .reproduction import Reproduction
from .run_state import Prepared, Run, SuiteResults
from .server.secret import signed
from .server.target import Target
from .server.terms import USUAL, Terms


def examine(  # noqa: PLR0913 - all that a run depends on, each passed by name
    url: str,
    *,
    contract: Contract | None = None,
    token: str | None = None,
    profile: str = "quick",
    seed: int = 0,
    allow_writes: bool = False,
    read_only: bool = False,
    disposable: bool = False,
    terms: Terms = USUAL,
    seconds: int | None = None,
    schemathesis: SchemathesisOptions = NO_OPTIONS,
) -> Examination:
    """Examine the server at a base URL. Raises FeedproofError or KeyboardInterrupt; their messages name the created records.

    Operations other than GET are called only if the server's address is on this machine, or `allow_writes` is set, and never with
    `read_only`. For a server in the same state, the same seed sends the same requests, except for the mark of a run elsewhere.
    Created records are cancelled at the end, unless the server is `disposable`. `seconds`: how long schemathesis runs.
    """
    target, amount = Target(url, token, terms), profile_of(profile, seconds)
    book = ledger(or_bundled(contract), seed, is_local=target.is_local, disposable=disposable)
    run = Run(target, seed, book, schemathesis, _writes(target, allow=allow_writes, never=read_only))
    with isolated(direct=target.is_local) as folder:
        return _examination(run, profile, *_examine_and_clear(run, _prepare(run, amount), folder))


def _writes(target: Target, *, allow: bool, never: bool) -> bool:
    if allow and never:
        raise FeedproofError(
            f"{target.url}: nothing was sent: allow-writes and read-only cannot be combined; remove one of them"
        )
    return allow or (target.is_local and not never)


def _examination(run: Run, profile: str, results: SuiteResults, made: Made | None) -> Examination:
    redact = _redactor(run)
    return Examination(
        url=run.target.url,
        contract_version=run.contract.version,
        profile=profile,
        seed=run.seed,
        writes=run.writes,
        operations=results.tally.operations(),
        outcomes=tuple(replace(outcome, reason=redact(outcome.reason)) for outcome, _ in results.probed),
        failures=tuple(_failures(run, redact, results)),
        not_run=tuple(_not_run(run, results)),
        errors=(*map(redact, results.collected.errors), *_still_in_use(run, made)),
        advice=results.client.answers.advice,
        behaviours=tuple(replace(observed, reason=redact(observed.reason)) for observed, _ in results.seen),
        made=made,
        judged=tuple(judged(run.contract, results.client.answers.judged, results.answered())),
        reports=results.collected.reports,
        besides=run.target.pace.turns - results.tally.total,
    )


def _still_in_use(run: Run, made: Made | None) -> Iterator[str]:
    """Yield an error if records that a run created on another machine are still in use there."""
    if made and made.left and not run.target.is_local:
        rest = f"{len(made.left)} of {made.created} created records were not seen to be cancelled"
        yield f"{rest}: {', '.join(made.left)}"


def _prepare(run: Run, amount: Profile) -> Prepared:
    """Read the settings, discover the records, and choose a free mark. Nothing is created yet."""
    if not any(run.writes or operation.method == "GET" for operation in run.contract.operations):
        raise FeedproofError(f"{run.target.url}: nothing was tested: the contract has no operation that may be called")
    config = settings(run.contract, run.target, amount, run.seed, run.schemathesis, is_free=run.is_free)
    run.target.equip(config.projects.default, run.schemathesis.settings.get("headers", {}))
    find_health_path(run.contract, run.target)
    client = Client(run.ledger, run.target, discover(run.contract, run.target), run.seed)
    if run.target.is_local:
        take_free_mark(run.ledger, run.target)
    return Prepared(config, client)


def _examine_and_clear(run: Run, prepared: Prepared, folder: Path) -> tuple[SuiteResults, Made | None]:
    """Examine the server, and cancel the created records, even after an error."""
    try:
        results = _examine(run, prepared, folder)
    except KeyboardInterrupt:
        made = _clear(run)
        raise (KeyboardInterrupt(made.says()) if made else KeyboardInterrupt) from None
    except FeedproofError as error:
        made = _clear(run)
        raise (FeedproofError(f"{error}; {made.says()}") if made else error) from None
    except BaseException as error:
        if made := _clear(run):
            error.add_note(made.says())
        raise
    return results, _clear(run)


def _clear(run: Run) -> Made | None:
    run.target.go_on()
    made = cancel_all(run.ledger, run.target) if run.writes and run.ledger.mark else None
    return made if made and made.created else None


def _examine(run: Run, prepared: Prepared, folder: Path) -> SuiteResults:
    client = prepared.client
    probed = list(Prober(client).run()) if run.writes else []
    seen = list(behave(client, writes=run.writes, unwritten=run.unwritten))
    collected = _collected(run, prepared, folder)
    collected.errors = client.troubles | collected.errors
    if not (client.tally.cases or collected.tally.cases):
        reasons = "; ".join(collected.errors) or "schemathesis sent no request"
        raise FeedproofError(f"{run.target.url}: nothing was tested: {_redactor(run)(reasons)}")
    return SuiteResults(probed, seen, collected, client)


def _collected(run: Run, prepared: Prepared, folder: Path) -> Collected:
    """Return the results of schemathesis; it does not run if no more requests can be sent."""
    listener = Listener(run.contract, run.target.pace.stop)
    if not prepared.client.over:
        _run_schemathesis(run, prepared, folder, listener)
    if ended := prepared.client.over or run.target.trouble:
        listener.collected.end(ended)
    return listener.collected


def _run_schemathesis(run: Run, prepared: Prepared, folder: Path, listener: Listener) -> None:
    """Run schemathesis; the listener gets its results. Raises KeyboardInterrupt unless it stopped because of the server."""
    client = prepared.client
    preparing = Preparing(run.ledger, client.discovered, run.target)
    hooks = {"before_call": preparing, "after_call": run.ledger.after_call}
    own = document(run.contract.openapi, writes=run.writes, signed=bool(run.target.token), silent=client.silent)
    file = put(folder, own)
    with registered(hooks, client.answers.check(), strategies()), guarded(run.target, _permit(run)):
        try:
            collect(prepared.config, file, run.schemathesis.arguments, listener)
        except KeyboardInterrupt:
            if not run.target.trouble:
                raise
        except Exception as error:  # noqa: BLE001 - a bug of ours must not lose other results
            listener.collected.end(trouble(error))
    listener.collected.errors |= preparing.troubles


def _permit(run: Run) -> Permit:
    if run.is_free:
        return anything
    return writing(run.ledger) if run.writes else reading


def _redactor(run: Run) -> Callable[[str], str]:
    """Return a function that redacts a text, after adding headers that schemathesis leaves out of its commands."""
    redact = redactor(run.contract, run.target)
    return lambda text: redact(signed(text, run.target.signs))


def _failures(run: Run, redact: Callable[[str], str], results: SuiteResults) -> Iterator[Failure]:
    reproduction = Reproduction(run.contract, run.target.url, results.client.births)
    for failure in (*results.own(), *results.answered()):
        requests = reproduction.commands(failure.requests)
        yield replace(failure, message=redact(failure.message), requests=tuple(map(redact, requests)))


def _not_run(run: Run, results: SuiteResults) -> Iterator[NotRun]:
    yield from _not_seen(run, results)
    yield from _not_asked(run, results)
    yield from (NotRun(f"the {phase} phase", reason) for phase, reason in results.collected.skipped.items())
    if not run.writes:
        yield NotRun("the rules for written records", run.unwritten)
    if not run.target.token:
        yield NotRun("whether a token is required", f"{TOKEN_VARIABLE} is not set")
    if not run.is_free:
        yield NotRun("methods that the contract does not have", f"they could delete; {TRIED}")


def _not_seen(run: Run, results: SuiteResults) -> Iterator[NotRun]:
    tally = results.tally
    for operation in run.contract.operations:
        statuses = sorted(tally.statuses.get(operation.label, ()))
        if operation.label not in tally.cases:
            may = run.writes or operation.method == "GET"
            yield NotRun(operation.label, (results.collected.ended or "no request was made") if may else run.unwritten)
        elif not any(map(is_success, statuses)):
            seen = ", ".join(map(str, statuses)) or "none"
            yield NotRun(f"the success of {operation.label}", f"it was never seen; answers: {seen}")


def _not_asked(run: Run, results: SuiteResults) -> Iterator[NotRun]:
    """Yield the operations that only the client has called, so that no random request was sent to them."""
    for operation in run.contract.operations:
        if operation.label in results.client.tally.cases.keys() - results.collected.tally.cases.keys():
            yield NotRun(f"random requests to {operation.label}", _why(results, operation))


def _why(results: SuiteResults, operation: Operation) -> str:
    if operation.label in results.client.silent:
        return "it gives no complete answer"
    return results.collected.ended or "schemathesis sent none"
