"""How long the reports of ten thousand findings take, compared with judging the records, and how large they are.

python benchmarks/reports.py
"""

import json
import os
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time

from feedproof.ci.report import Report
from feedproof.ci.reporters import formats, reporter
from feedproof.ci.run import check_all
from feedproof.ci.spool import kept
from feedproof.ci.table import table
from feedproof.ci.view import View
from feedproof.fixtures.build import records
from feedproof.spec.contract import bundled
from feedproof.validators import Checker, Judge
from feedproof.validators.model import Context

FINDINGS = 10_000
FILES = 40
WRONG = {"Status": "avaliable", "MaxPlaces": 0, "MinPlaces": "3", "ExternalID": "x" * 300}
"""The wrong values; each record gets one of them, in turn."""
AIM = 3.0
"""The target: seconds for all reports together, on one core."""


def written() -> None:
    """Write files of records that are wrong, into the current folder."""
    wrongs = list(WRONG.items())
    made = records(Judge("course-dates", Context("create"), bundled()), 1, FINDINGS)
    lines = [json.dumps(record | dict([wrongs[number % len(wrongs)]]), indent=2) for number, record in enumerate(made)]
    for number in range(FILES):
        Path(f"posts-{number}.json").write_text(f"[{','.join(lines[number::FILES])}]", encoding="utf-8")


def main() -> None:
    """Print a row for each format."""
    with TemporaryDirectory() as folder:
        os.chdir(folder)
        written()
        start = process_time()
        report = check_all(Checker(action="create", feed="course-dates"), ["."], lambda _rule: True, [])
        judged = process_time() - start
        report = report._replace(findings=kept(islice(report.findings, FINDINGS)))
        rows = [row(name, report, judged) for name in formats()]
    total = sum(float(seconds) for _, seconds, _, _ in rows)
    print(f"{len(report.findings):,} findings in {report.files} files; judged in {judged:.2f} s")
    print("\n".join(table(("format", "seconds", "of judging", "kB"), rows)))
    print(f"total {total:.2f} s, {total / AIM:.2f} of the {AIM:g} s target")


def row(name: str, report: Report, judged: float) -> tuple[str, str, str, str]:
    """Return the format, the seconds, their ratio to the time that judging took, and the size."""
    start = process_time()
    size = sum(len(f"{line}\n".encode()) for line in reporter(name).lines(report, View()))
    seconds = process_time() - start
    return name, f"{seconds:.3f}", f"{seconds / judged:.2f}", f"{size / 1000:,.0f}"


if __name__ == "__main__":
    main()
