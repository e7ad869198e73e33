"""Files that are written whole or not at all."""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from errno import EACCES
from pathlib import Path
from shutil import rmtree
from typing import IO


def rewrite(file: str, blocks: Iterable[bytes]) -> None:
    """Write a file of these blocks, whole or not at all; into what is no regular file, such as a device, as they come.

    Raises OSError when it cannot be written.
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
    """Give a draft beside a file, which takes its place at the end; whatever is raised, the file is left as it was.

    The file keeps its permissions and, where that can be done, its owner. Raises OSError when it cannot be written.
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
    """Give the path for a draft, a file or a folder, which takes the target's place at the end.

    Whatever is raised, the target is left as it was. The draft is made as any other file is, in a folder beside the target that
    nobody else can reach. Raises OSError when there is no place for it.
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
