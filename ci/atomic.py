"""Write files and folders atomically: whole, or not at all."""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from errno import EACCES
from pathlib import Path
from shutil import rmtree
from typing import IO


def rewrite(file: str, blocks: Iterable[bytes]) -> None:
    """Write a file atomically; to what is no regular file, such as a device, the blocks are written as they come.

    Raises OSError if it cannot be written.
    """
    target = Path(file)
    if target.exists() and not target.is_file():
        with target.open("wb") as stream:
            stream.writelines(blocks)
        return
    with replacing(target) as draft:
        draft.writelines(blocks)


@contextmanager
def replacing(target: Path) -> Iterator[IO[bytes]]:
    """Yield a draft that replaces the file when the block ends; if an exception is raised, the file is left as it was.

    The file keeps its permissions and, if possible, its owner. Raises OSError if it cannot be written.
    """
    target = Path(os.path.realpath(target))
    if target.exists() and not os.access(target, os.W_OK):
        raise PermissionError(EACCES, os.strerror(EACCES))
    with drafted(target) as draft:
        with draft.open("wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        if target.exists():
            _make_alike(draft, target)


@contextmanager
def drafted(target: Path) -> Iterator[Path]:
    """Yield a path for a draft, a file or a folder, which replaces the target when the block ends.

    If an exception is raised, the target is left as it was. The draft has the usual permissions, and is in a folder beside the
    target that nobody else can enter. Raises OSError if it cannot be created.
    """
    folder = target.parent / f".feedproof-{os.urandom(8).hex()}"
    try:  # a TemporaryDirectory that is interrupted while it is made stays behind
        folder.mkdir(0o700)
        draft = folder / target.name
        yield draft
        draft.replace(target)
    finally:
        rmtree(folder, ignore_errors=True)


def _make_alike(draft: Path, target: Path) -> None:
    like, own = target.stat(), draft.stat()
    if hasattr(os, "chown") and (like.st_uid, like.st_gid) != (own.st_uid, own.st_gid):
        with suppress(OSError):  # only root may give a file away
            os.chown(draft, like.st_uid, like.st_gid)
    draft.chmod(like.st_mode)
