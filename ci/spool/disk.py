"""Findings on disk, in a file without a name that vanishes with the process."""

import pickle
from collections.abc import Iterator
from tempfile import TemporaryFile

from ...spec.errors import no_place
from ..failure import Found


class Disk:
    """Batches of findings, written once and read repeatedly."""

    def __init__(self) -> None:
        """Open the file. Raises FeedproofError if it cannot be created."""
        try:
            self._file = TemporaryFile()  # noqa: SIM115 - it lives as long as the findings
        except OSError as error:
            raise no_place("the findings", error) from None
        self._end = 0

    def __del__(self) -> None:
        """Close the file, which frees its space on disk."""
        if hasattr(self, "_file"):
            self._file.close()

    def write(self, findings: list[Found]) -> None:
        """Append findings. Raises FeedproofError when the disk is full."""
        try:
            self._file.seek(self._end)
            pickle.dump(findings, self._file)
            self._file.flush()
            self._end = self._file.tell()
        except OSError as error:
            raise no_place("the findings", error) from None

    def __iter__(self) -> Iterator[Found]:
        """Yield the findings in order; several readers may read at once."""
        at = 0
        while at < self._end:
            self._file.seek(at)
            batch = pickle.load(self._file)  # noqa: S301 - our own file, which has no name
            at = self._file.tell()
            yield from batch
