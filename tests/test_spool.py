"""Many findings are stored on disk, in order, on the whole way from the judge to a report."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from feedproof.ci.report import merge
from feedproof.ci.run import Total
from feedproof.ci.severities import with_severities
from feedproof.ci.spool import Findings, Spool, kept
from feedproof.spec.errors import FeedproofError
from feedproof.validators import Checker
from feedproof.validators.checked import Checked
from feedproof.validators.model import Finding, Severity
from reported import report


def no_space(*_: Any) -> None:
    raise OSError(28, "No space left on device")


def findings(count: int) -> list[Any]:
    return Checker(feed="course-dates", action="read").check("\n".join(["{}"] * count).encode(), lines=True).findings


def test_findings_beyond_a_number_are_kept_on_disk_in_order() -> None:
    found = findings(2000)
    spool = Spool()
    for start in range(0, len(found), 70):
        spool.add(found[start : start + 70])
    all_found = spool.findings()
    assert len(spool) == len(all_found) == len(found) > 8000
    assert list(all_found) == list(all_found) == found
    assert sum(all_found.tally.values()) == len(found)
    assert [one for one, _ in zip(all_found, range(5), strict=False)] == found[:5]


def test_of_what_is_only_counted_the_rules_that_are_wanted_count() -> None:
    checked, total = Checked(), Total()
    checked.counted.update({("torn", Severity.NOTE, False): 2, ("worn", Severity.NOTE, False): 3})
    total.add(checked, "a.json", lambda rule: rule == "torn")
    assert dict(total.spool.findings().tally) == {("torn", Severity.NOTE): 2}


def unread() -> Iterator[Finding]:
    raise AssertionError


def test_reports_are_put_together_without_a_look_at_their_findings() -> None:
    found = kept(findings(2))
    both = merge([report()._replace(findings=Findings(unread, found.tally, 1, Counter())) for _ in range(2)])
    assert (len(both.findings), both.findings.fixable) == (2 * len(found), 2)
    assert list(merge([report()._replace(findings=found)] * 2).findings) == [*found, *found]


def test_many_findings_of_other_severities_are_on_disk_too(monkeypatch: pytest.MonkeyPatch) -> None:
    found = kept(findings(900))
    noted = with_severities(report()._replace(findings=found), {"missing-field": "note"})
    assert {severity for _, severity in noted.findings.tally} == {Severity.NOTE}
    assert list(noted.findings) == [finding._replace(severity=Severity.NOTE) for finding in found]
    monkeypatch.setattr("feedproof.ci.spool.disk.TemporaryFile", no_space)
    with pytest.raises(FeedproofError, match="the findings cannot be kept on disk"):
        with_severities(report()._replace(findings=found), {"missing-field": "note"})


def test_a_full_disk_under_the_findings_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("feedproof.ci.spool.disk.TemporaryFile", no_space)
    with pytest.raises(FeedproofError, match="the findings cannot be kept on disk: No space left on device"):
        Spool().add(findings(900))
