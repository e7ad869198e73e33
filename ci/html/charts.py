"""Findings in numbers: tables with a bar in the last column, so that the bars show nothing that the text does not say."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from ...validators.model import Severity
from ..failure import Found
from .markup import Cell, Html, element, table

Key = Callable[[Found], str]
Link = Callable[[str], object]
_SEVERITIES = tuple(reversed(Severity))


def chart(caption: str, findings: Iterable[Found], key: Key, link: Link = str) -> Html:
    """Return a row for each value of the key, the most frequent first."""
    numbers: dict[str, Counter[Severity]] = {}
    for finding in findings:
        numbers.setdefault(key(finding), Counter())[finding.severity] += 1
    rows = sorted(numbers.items(), key=lambda row: (-row[1].total(), row[0]))
    most = max((count.total() for _, count in rows), default=1)
    head = (
        caption.rpartition(" ")[2].capitalize(),
        *(f"{severity}s".capitalize() for severity in _SEVERITIES),
        "Share",
    )
    return table(caption, head, (_row(link(name), count, most) for name, count in rows), "chart")


def _row(name: object, count: Counter[Severity], most: int) -> Iterator[object]:
    yield name
    yield from (Cell(element("td", f"{count[s]:,}", class_=None if count[s] else "none")) for s in _SEVERITIES)
    yield element("svg", *_bars(count, most), width="100%", height="12", aria_hidden="true")


def _bars(count: Counter[Severity], most: int) -> Iterator[Html]:
    start = 0.0
    for severity in _SEVERITIES:
        if count[severity]:
            width = 100 * count[severity] / most
            yield element("rect", x=f"{start:.2f}%", width=f"{width:.2f}%", height="12", class_=severity)
            start += width
