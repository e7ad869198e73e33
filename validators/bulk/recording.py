"""Check a recording of traffic, from its bytes to the result."""

from collections.abc import Iterator

from ...spec.errors import FeedproofError
from ..check import Checker
from ..checked import Checked
from ..traffic import JSON, YAML
from ..traffic.judge import Traffic
from ..traffic.recording import Recording
from .stream import Stream

LARGEST = {JSON: 128 << 20, YAML: 32 << 20}
"""The maximum size of a recording, which has to be read whole: each byte takes some 40 bytes of memory in YAML, 8 in JSON."""
_INSTEAD = {JSON: "record it in parts", YAML: "record it in parts, or in JSON"}


def check(checker: Checker, stream: Stream, head: bytes, path: str, syntax: str) -> Iterator[Checked]:
    """Yield the result of checking a recording, whose `head` has been read.

    Raises FeedproofError if it is not a recording or cannot be read, and, after the result, if some bodies could not be checked.
    """
    traffic = Traffic(checker)
    yield traffic.judge(read(checker, stream, head, syntax), path)
    if traffic.troubles:
        first, *more = traffic.troubles
        raise FeedproofError(f"{first}{f' (and {len(more):,} more)' if more else ''}")


def read(checker: Checker, stream: Stream, head: bytes, syntax: str) -> Recording:
    """Read a recording, whose `head` has been read.

    Raises FeedproofError if it is too large, or if the checker has `at`, which does not apply to recordings.
    """
    if checker.at:
        raise FeedproofError("it is a recording, and its requests say where the records are: leave out --at")
    data = stream.whole(head, LARGEST[syntax])
    if data is None:
        most = LARGEST[syntax] >> 20
        raise FeedproofError(f"is a recording larger than {most} MB, so it was not read; {_INSTEAD[syntax]}")
    if syntax == YAML:
        from ..traffic.yaml_recording import YamlRecording  # not needed for HAR

        return YamlRecording(data)
    from ..traffic.json_recording import JsonRecording  # not needed for YAML

    return JsonRecording(data)
