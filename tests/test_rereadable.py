"""Standard input as a stream that can be read again: it is copied while it is read, and no earlier."""

import errno
import io
import os

import pytest
from feedproof.ci import rereadable as module
from feedproof.ci.rereadable import rereadable
from feedproof.spec.errors import FeedproofError
from feedproof.validators.bulk.stream import BLOCK

DATA = bytes(range(256)) * (BLOCK // 64)


def test_what_was_read_can_be_read_again_and_no_more_is_taken_than_is_asked_for() -> None:
    source = io.BytesIO(DATA)
    stream = rereadable(source)
    assert stream.read(BLOCK) == DATA[:BLOCK]
    assert source.tell() == BLOCK
    stream.seek(0)
    assert stream.read(BLOCK + 1) == DATA[: BLOCK + 1]
    stream.seek(0)
    assert stream.read() == DATA
    stream.seek(0)
    assert (stream.readline(), stream.read(1)) == (DATA[:11], DATA[11:12])


def test_a_full_disk_is_one_clear_line(monkeypatch: pytest.MonkeyPatch) -> None:
    class Full(io.BytesIO):
        def write(self, _data: object) -> int:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(module, "SpooledTemporaryFile", lambda _size: Full())
    with pytest.raises(FeedproofError) as refused:
        rereadable(io.BytesIO(DATA)).read(1)
    assert str(refused.value) == "a copy of it cannot be kept: No space left on device; check a file instead"
