"""From the bytes of a recording to what came of it."""

from collections.abc import Iterator

from ...spec.errors import FeedproofError
from ..check import Checker
from ..checked import Checked
from ..traffic import JSON, YAML
from ..traffic.judge import Traffic
from ..traffic.recording import Recording
from .stream import Stream

LARGEST = {JSON: 128 << 20, YAML: 32 << 20}
"""The most bytes of a recording, which has to be read whole: in YAML each takes some 40 bytes of memory, in JSON 8."""
_INSTEAD = {JSON: "record it in parts", YAML: "record it in parts, or in JSON"}


def check(checker: Checker, stream: Stream, head: bytes, path: str, syntax: str) -> Iterator[Checked]:
    """Yield what came of a recording of which the head has been read.

    Raises FeedproofError when it is none or cannot be read, and, behind what came of the rest, when some bodies cannot.
    """
    traffic = Traffic(checker)
    yield traffic.judge(read(checker, stream, head, syntax), path)
    if traffic.troubles:
        first, *more = traffic.troubles
        raise FeedproofError(f"{first}{f' (and {len(more):,} more)' if more else ''}")


def read(checker: Checker, stream: Stream, head: bytes, syntax: str) -> Recording:
    """Return a recording of which the head has been read.

    Raises FeedproofError when it is too large, or the checker points into documents.
    """
    if checker.at:
        raise FeedproofError("it is a recording, and its requests say where the records are: leave out --at")
    data = stream.whole(head, LARGEST[syntax])
    if data is None:
        most = LARGEST[syntax] >> 20
        raise FeedproofError(f"is a recording larger than {most} MB, so it was not read; {_INSTEAD[syntax]}")
    if syntax == YAML:
        from ..traffic.yaml_recording import YamlRecording  # HAR needs no YAML

        return YamlRecording(data)
    from ..traffic.json_recording import JsonRecording  # nor a cassette in YAML this

    return JsonRecording(data)
