"""Which documents a run reads: files, the payloads in directories, standard input."""

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from typing import IO, TYPE_CHECKING, Any, NamedTuple

from ..spec.errors import FeedproofError
from ..validators.bulk.names import ending, is_url, without_secrets
from ..validators.bulk.stream import Stream, opened

if TYPE_CHECKING:
    from pathlib import Path

STDIN = "-"
UNNAMED = "<stdin>"
"""What reports call standard input, which has no name."""
LINES = {".ndjson", ".jsonl"}
PAYLOADS = {".har", ".json", *LINES}


class Input(NamedTuple):
    """One document: the name that reports use, and its file; standard input has none, but what it held may be `kept`."""

    name: str
    file: str | None
    kept: IO[bytes] | None = None

    @property
    def lines(self) -> bool | None:
        """Whether it is NDJSON; None where the content has to tell."""
        return lines_of(self.file) if self.file else None

    def rereadable(self) -> "Input":
        """Return it as one that can be opened again and again."""
        if self.file or self.kept:
            return self
        from .rereadable import rereadable  # files need no copy

        return self._replace(kept=rereadable(standard_input()))

    def opened(self) -> AbstractContextManager[Stream]:
        """Open it for reading, unpacked, from its beginning. Raises FeedproofError when it cannot be read."""
        if self.file:
            return opened(self.file)
        if self.kept:
            self.kept.seek(0)
        return nullcontext(Stream(decompressed_stdin(self.kept or standard_input())))


def standard_input() -> IO[bytes]:
    """Return standard input. Raises FeedproofError when it is closed, as under some schedulers."""
    if sys.stdin is None:
        raise FeedproofError("standard input is closed")
    return sys.stdin.buffer


def decompressed_stdin(raw: IO[bytes]) -> IO[bytes]:
    """Return standard input, decompressed if its first bytes say that it is compressed: it has no name that could."""
    from ..validators.bulk.peeked import PeekedStream

    source: Any = PeekedStream(raw)  # read is all that is used
    if not source.packed:
        return source  # type: ignore[no-any-return]
    from ..validators.bulk.decompress import decompressed  # few pipes are compressed

    return decompressed(source.packed, source)


def lines_of(file: str) -> bool | None:
    """Return whether a file is NDJSON by its name; None where its content has to tell."""
    return True if ending(file).kind in LINES else None


def is_payload(file: str) -> bool:
    """Return whether a file in a folder is one to check, by its name."""
    return ending(file).kind in PAYLOADS and not os.path.basename(file).startswith(".")


def find_documents(names: Iterable[str]) -> tuple[list[Input], dict[str, str]]:
    """Return the documents that the names stand for, each once, and why a name stands for none."""
    found: dict[str, Input] = {}
    missing: dict[str, str] = {}
    for name in names:
        if is_url(name):
            missing[without_secrets(name)] = "a URL is read with --engine dask only"
            continue
        documents = list(_documents(name, missing))
        if not documents and name not in missing:
            missing[name] = f"the directory holds no payload ({', '.join(f'*{suffix}' for suffix in sorted(PAYLOADS))})"
        for document in documents:
            found.setdefault(os.path.realpath(document.file) if document.file else STDIN, document)
    return list(found.values()), missing


def without_own(documents: Iterable[Input], own: "Iterable[Path]") -> list[Input]:
    """Return the documents that are none of feedproof's own files."""
    files = {os.path.realpath(file) for file in own}
    return [document for document in documents if not (document.file and os.path.realpath(document.file) in files)]


def _documents(name: str, missing: dict[str, str]) -> Iterator[Input]:
    if name == STDIN:
        yield Input(UNNAMED, None)
    elif os.path.isdir(name or os.curdir):
        yield from (Input(file, file) for file in _payloads(name, missing))
    else:
        yield Input(name, name)


def _miss(missing: dict[str, str], error: OSError) -> None:
    missing[str(error.filename)] = error.strerror or str(error)


def _payloads(directory: str, missing: dict[str, str]) -> Iterator[str]:
    """Yield the payload files below a directory, in order; what is hidden is left out. A folder that cannot be read is missing."""
    from pathlib import Path  # for folders only: it takes longer to load than a file to judge

    for folder, folders, files in os.walk(Path(directory), onerror=partial(_miss, missing)):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for file in sorted(files):
            if is_payload(file) and not is_special(os.path.join(folder, file)):
                yield str(Path(folder, file))


def is_special(name: str) -> bool:
    """Return whether a name is that of a pipe, a socket or a device; those are read only when they are named."""
    return os.path.exists(name) and not (os.path.isfile(name) or os.path.isdir(name))
