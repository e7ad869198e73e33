"""The laws of the text itself: what a payload must keep before it can be checked against the contract."""

from codecs import BOM_UTF8
from collections.abc import Callable
from typing import NamedTuple


class Law(NamedTuple):
    """One law: its id, its page (the first line says what is wrong, then why and how to fix it), and its source.

    `fix` takes the first bytes of a document and returns them without the flaw; None if no fix is certain.

    The effects of a flaw: `ends_text`, nothing after its place is read; `leaves_nothing`, there is no record to judge;
    `blanks_value`, nothing more is reported about the value; `hides_value`, the value that was read differs from the text, so it
    cannot be written back.
    """

    id: str
    page: str
    source: str
    fix: Callable[[bytes], bytes] | None = None
    ends_text: bool = False
    leaves_nothing: bool = False
    blanks_value: bool = False
    hides_value: bool = False

    @property
    def summary(self) -> str:
        """The first line of the page."""
        return self.page.partition("\n")[0]


def _without_mark(data: bytes) -> bytes:
    return data.removeprefix(BOM_UTF8)


_LAWS = (
    Law("not-json", """A payload is not JSON.

Why: Nothing can be read from it.

Fix: Correct the text at that place; JSON libraries never write such text, templates and manual edits do.""",
        "RFC 8259, section 2", ends_text=True, leaves_nothing=True),
    Law("empty-payload", """A payload is empty.

Why: A program that failed to write its output often leaves an empty file, and sends it.

Fix: Check the program that wrote it; send nothing rather than an empty body.""", "RFC 8259, section 2", leaves_nothing=True),
    Law("not-utf-8", """A payload is not UTF-8.

Why: Names with accents come out wrong, or the whole body is refused.

Fix: Write the file as UTF-8; spreadsheets and older programs do so only when told.""",
        "RFC 8259, section 8.1", leaves_nothing=True),
    Law("byte-order-mark", """A payload begins with a byte order mark.

Why: JSON sent over a network must not have one, and many programs stop at it.

Fix: Save as UTF-8 without a byte order mark.

With --fix: The mark is removed.""", "RFC 8259, section 8.1", _without_mark),
    Law("duplicate-field", """A field occurs twice in one object.

Why: Programs keep the first, or the last, or neither.

Fix: Keep one; look for two pieces of code that both set the field.""", "RFC 8259, section 4", hides_value=True),
    Law("not-a-number", """A value is NaN or Infinity, which JSON does not have.

Why: Most programs refuse the whole payload. Such values come from empty cells and divisions by zero.

Fix: Leave the field out when it has no value.""", "RFC 8259, section 6", blanks_value=True),
    Law("number-too-large", """A number is too large for every program to read exactly.

Why: Above 9007199254740992 many programs round silently, and an id becomes another id.

Fix: Send long ids as text; nothing else in a course is that large.""", "RFC 8259, section 6", blanks_value=True),
    Law("broken-character", """A text escapes half of a surrogate pair, which is not a character.

Why: Programs refuse it, or show a question mark; it comes from cutting a text in the middle of an emoji.

Fix: Cut texts by characters, not by code units.""", "RFC 8259, section 8.2", hides_value=True),
    Law("too-deep", """A payload is nested deeper than any record of the feeds.

Why: Readers stop at some depth, or crash.

Fix: Check what wraps the record again and again.""", "RFC 8259, section 9", ends_text=True, leaves_nothing=True),
)  # fmt: skip

LAWS = {law.id: law for law in _LAWS}
ENDS_TEXT = frozenset(law.id for law in _LAWS if law.ends_text)
LEAVES_NOTHING = frozenset(law.id for law in _LAWS if law.leaves_nothing)
BLANKS_VALUE = frozenset(law.id for law in _LAWS if law.blanks_value)
HIDES_VALUE = frozenset(law.id for law in _LAWS if law.hides_value)
