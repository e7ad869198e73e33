"""Make the lines of a dataset from the lists of a server."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from ...contract_tests.fetch import Fetched
from ...fixtures.dataset.line import line_of, parse
from ...fixtures.dataset.shape import shapes
from ...spec.contract import Contract
from ...spec.errors import FeedproofError


class DatasetLines:
    """Makes the lines of a dataset from a feed's records, and counts the records that cannot be in one, by the reason."""

    def __init__(self, contract: Contract, feed: str) -> None:
        self.left_out: Counter[str] = Counter()
        self._contract, self._feed = contract, feed
        self._shape = shapes(contract).of[feed]
        self._ids: set[str] = set()

    def made_of(self, page: Fetched) -> Iterator[bytes]:
        """Yield a line for each record of a page that can be in a dataset."""
        for text, record in zip(page.lines, page.items, strict=True):
            line = line_of(_escaped(text.rstrip()), self._feed, self._scope(record, page.path))
            if why := self._trouble(line):
                self.left_out[why] += 1
            else:
                yield line + b"\n"

    def _scope(self, record: Any, path: dict[str, str]) -> dict[str, str]:
        """Return the ids in the path of the list that the record does not show itself."""
        shown = self._shape.path_of(record) if isinstance(record, dict) else {}
        return {name: value for name, value in path.items() if shown.get(name) != value}

    def _trouble(self, line: bytes) -> str:
        """Return why a line cannot be in the dataset; empty if it can."""
        try:
            own = str(parse(line, self._contract).record[self._shape.key])
        except FeedproofError as error:
            return str(error)
        if own in self._ids:
            return "another record has its id"
        self._ids.add(own)
        return ""


def _escaped(text: bytes) -> bytes:
    """Return the text of a record in UTF-8. Lone surrogates, which UTF-8 lacks, can only be in texts, where JSON escapes them."""
    return text.decode("utf-8", "surrogatepass").encode("utf-8", "backslashreplace")
