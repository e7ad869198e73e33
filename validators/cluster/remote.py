"""Open local and remote files by path or URL: whatever fsspec supports, with the credentials of the machine that reads."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from ...spec.errors import FeedproofError
from ..bulk.names import is_url, without_secrets


def found(url: str) -> dict[str, int | None]:
    """Return the files at a URL (a file, a pattern or a folder), with their size in bytes if the store knows it.

    Raises FeedproofError if they cannot be listed.
    """
    with _store_errors(url):
        files, path = _system(url)
        paths = sorted(files.glob(path) if _is_pattern(path) else files.find(path) if files.isdir(path) else [path])
        return {_url(files, url, path, one): files.info(one).get("size") for one in paths}


def _is_pattern(path: str) -> bool:
    return not path.startswith(("http://", "https://")) and any(sign in path for sign in "*[")


def _url(files: Any, url: str, path: str, one: str) -> str:
    return url if one == path else files.unstrip_protocol(one)


def _system(url: str) -> tuple[Any, str]:
    from fsspec.core import url_to_fs  # from the extra `dask`

    files, path = url_to_fs(url)
    return files, path


@contextmanager
def opened_url(url: str) -> Iterator[IO[bytes]]:
    """Open a file for reading. Raises FeedproofError if it cannot be opened or read."""
    if not is_url(url):
        try:
            file: IO[bytes] = Path(url).open("rb", buffering=0)  # noqa: SIM115 - closed below; only errors in opening it are caught
        except OSError as error:
            raise FeedproofError(error.strerror or str(error)) from None
        with file:
            yield file
        return
    with _store_errors(url):
        files, path = _system(url)
        there = files.open(path, "rb")
    with there:
        yield _RemoteFile(there, url)  # type: ignore[misc]  # only read and seek are used


class _RemoteFile:
    """A file in a store; any exception of the store becomes a FeedproofError with a one-line message."""

    def __init__(self, file: Any, url: str) -> None:
        self._file = file
        self._url = url

    def read(self, size: int) -> bytes:
        """Return up to `size` bytes."""
        with _store_errors(self._url):
            data: bytes = self._file.read(size)
            return data

    def seek(self, at: int) -> int:
        """Go to an offset."""
        with _store_errors(self._url):
            return int(self._file.seek(at))


@contextmanager
def _store_errors(url: str) -> Iterator[None]:
    """Turn any exception of a store into a FeedproofError with a one-line message, without secrets."""
    try:
        yield
    except FeedproofError:
        raise
    except ModuleNotFoundError as error:
        raise FeedproofError(f"{without_secrets(url)}: the module {error.name!r} is needed to read it") from None
    except FileNotFoundError:
        raise FeedproofError("No such file or directory") from None
    except Exception as error:  # noqa: BLE001 - a store may raise anything
        reason = f"{type(error).__name__}: {error}".replace(url, without_secrets(url))
        raise FeedproofError(f"cannot be read: {reason.splitlines()[0]}") from None
