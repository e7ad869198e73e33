"""What a self-test found, as text or JSON."""

import json
import shlex
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from importlib.metadata import version
from platform import python_version
from typing import TYPE_CHECKING, Any

from ..spec.contract import Contract
from .options import today
from .table import table
from .version import VERSION

if TYPE_CHECKING:
    from ..contract_tests.strength import SelfTest
    from ..contract_tests.strength.trial import Alarm, Noticed, Trial

SHAPE = 1
_FINDERS = {
    "probe": "probes of rules",
    "behaviour": "behaviours",
    "answer": "answers judged",
    "check": "checks",
}
_CHEAP = ("probe", "behaviour", "answer")
_NOBODY = "-"
_EARLY = "a trial ends with what catches the fault, the cheapest parts first; empty: not run (--thorough runs all)"
_NOTES = (
    "caught: a rule or check fails on an operation where it holds for the sandbox without a fault",
    "plain st: st run --continue-on-failure with all its checks and phases, on the same contract with the same seed and",
    "  budget ({fuzzing} random requests for each operation, {stateful} random sequences), without our hooks and checks",
    "s: CPU seconds, those of the sandbox included",
)
_HEAD = ("fault", *_FINDERS.values(), "s", "plain st", "s")


def render_self_test(form: str, tested: "SelfTest", contract: Contract, contract_file: str | None) -> str:
    """Write the report as text or JSON."""
    again = _again(tested, contract_file)
    if form == "json":
        return json.dumps(_document(tested, contract, again), indent=2)
    return "\n".join(_text(tested, contract, again))


def _again(tested: "SelfTest", contract_file: str | None) -> str:
    words = ["feedproof", "contract", "--self-test", "--profile", tested.profile, "--seed", str(tested.seed)]
    words += ["--thorough"] if tested.thorough else []
    named = [word for trial in tested.trials for word in ("--fault", trial.fault)] if tested.is_part else []
    return shlex.join([*words, *named, *(["--contract", contract_file] if contract_file else [])])


def _versions(contract: Contract) -> dict[str, str]:
    return {
        "feedproof": VERSION,
        "contract": contract.version,
        "schemathesis": version("schemathesis"),
        "Python": python_version(),
    }


def _text(tested: "SelfTest", contract: Contract, again: str) -> Iterator[str]:
    yield from table(_HEAD, [_row(tested, trial) for trial in tested.trials])
    yield from ("", *_summary(tested))
    yield from ("", *_false_alarms(tested), *_missed(tested), *_troubles(tested))
    yield from [] if tested.thorough else [_EARLY]
    yield from (line.format(**asdict(tested.amount)) for line in _NOTES)
    yield f"again: {again}"
    yield f"{', '.join(f'{name} {number}' for name, number in _versions(contract).items())}; {today().isoformat()}"


def _row(tested: "SelfTest", trial: "Trial") -> list[str]:
    cells = [_cell(tested, trial, finder) for finder in _FINDERS]
    plainly = _few(dict.fromkeys(alarm.rule for alarm in tested.caught_plainly(trial)))
    return [trial.fault, *cells, f"{trial.suite.seconds:.1f}", plainly, f"{trial.plain.seconds:.1f}"]


def _cell(tested: "SelfTest", trial: "Trial", finder: str) -> str:
    """Return the rules by which a finder caught the fault; empty if the finder was not run, because another caught it first."""
    rules = dict.fromkeys(alarm.rule for alarm in tested.caught(trial) if alarm.found_by == finder)
    was_run = finder in _CHEAP or trial.suite.is_whole
    return _few(rules, _NOBODY if was_run else "")


def _few(names: Iterable[str], none: str = _NOBODY) -> str:
    """Return the first name, and how many more there are; `none` where there are no names."""
    first, *more = [*names] or [none]
    return f"{first} +{len(more)}" if more else first


def _summary(tested: "SelfTest") -> Iterator[str]:
    """Yield the two suites side by side."""
    trials, clean = tested.trials, tested.clean
    found = [list(map(catches, trials)) for catches in (tested.caught, tested.caught_plainly)]
    suites = [(trial.suite, trial.plain) for trial in (clean, *trials)]
    share = "CPU s, all" if tested.thorough else "CPU s, until caught"
    rows = [
        ["faults caught", *(_share(sum(map(bool, caught)), len(trials)) for caught in found)],
        *([f"  by {words}", *(_count(caught, finder) for caught in found)] for finder, words in _FINDERS.items()),
        ["false alarms", str(len(clean.suite.alarms)), str(len(clean.plain.alarms))],
        ["requests, no fault", f"{clean.suite.requests:,}", f"{clean.plain.requests:,}"],
        ["CPU s, no fault", f"{clean.suite.seconds:.1f}", f"{clean.plain.seconds:.1f}"],
        [share, *(f"{sum(pair[side].seconds for pair in suites):.0f}" for side in (0, 1))],
    ]
    yield from table(("", f"feedproof, {tested.profile}", "plain st"), rows)


def _share(part: int, whole: int) -> str:
    return f"{part} of {whole} ({100 * part // whole}%)"


def _count(found: Iterable[Iterable["Alarm"]], finder: str) -> str:
    """Return how many faults this finder caught, alone or with others."""
    return str(sum(any(alarm.found_by == finder for alarm in alarms) for alarms in found) or _NOBODY)


def _false_alarms(tested: "SelfTest") -> Iterator[str]:
    for name, noticed in (("feedproof", tested.clean.suite), ("plain st", tested.clean.plain)):
        if noticed.alarms:
            yield f"false alarms of {name}: {_listed(noticed.alarms)}"


def _listed(alarms: Iterable["Alarm"]) -> str:
    return ", ".join(f"{alarm.rule} {alarm.operation}" for alarm in sorted(alarms))


def _missed(tested: "SelfTest") -> Iterator[str]:
    if tested.missed:
        yield f"NOT CAUGHT: {', '.join(tested.missed)}"


def _troubles(tested: "SelfTest") -> Iterator[str]:
    for trial in tested.trials:
        yield from (f"{trial.fault}: {trouble}" for trouble in trial.suite.troubles)


def _document(tested: "SelfTest", contract: Contract, again: str) -> dict[str, Any]:
    return {
        "version": SHAPE,
        "tool": _versions(contract),
        "date": today().isoformat(),
        "profile": tested.profile,
        "seed": tested.seed,
        "thorough": tested.thorough,
        "budget": asdict(tested.amount),
        "again": again,
        "summary": {
            "faults": len(tested.trials),
            "caught": len(tested.trials) - len(tested.missed),
            "caught_by_plain_schemathesis": sum(bool(tested.caught_plainly(trial)) for trial in tested.trials),
            "false_alarms": len(tested.clean.suite.alarms),
            "false_alarms_of_plain_schemathesis": len(tested.clean.plain.alarms),
            "missed": list(tested.missed),
        },
        "without_fault": {
            "suite": _side(tested.clean.suite, tested.clean.suite.alarms),
            "plain": _side(tested.clean.plain, tested.clean.plain.alarms),
        },
        "faults": [_fault(tested, trial) for trial in tested.trials],
    }


def _fault(tested: "SelfTest", trial: "Trial") -> dict[str, Any]:
    return {
        "fault": trial.fault,
        "suite": _side(trial.suite, tested.caught(trial)),
        "plain": _side(trial.plain, tested.caught_plainly(trial)),
    }


def _side(noticed: "Noticed", alarms: Iterable["Alarm"]) -> dict[str, Any]:
    return {
        "alarms": [asdict(alarm) for alarm in sorted(alarms)],
        "requests": noticed.requests,
        "cpu_seconds": round(noticed.seconds, 2),
        "whole": noticed.is_whole,
        "troubles": list(noticed.troubles),
    }
