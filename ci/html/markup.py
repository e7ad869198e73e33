"""HTML that is escaped by construction: whatever was not made by this module is text."""

from collections.abc import Iterable
from html import escape

from ...spec.errors import printable

_VOID = {"input", "meta", "rect"}


class Html(str):
    """Text that is markup."""

    __slots__ = ()


def text(value: object) -> Html:
    """Return any value as escaped text; control characters and invisible ones are shown as escapes."""
    return Html(escape(printable(str(value))))


def element(name: str, *parts: object, **attributes: object) -> Html:
    """Return an element. An attribute that is None is left out; `class_` is class, `aria_label` is aria-label."""
    written = "".join(_attribute(key, value) for key, value in attributes.items() if value is not None)
    if name in _VOID:
        return Html(f"<{name}{written}>" if name != "rect" else f"<{name}{written}/>")
    return Html(f"<{name}{written}>{join(parts)}</{name}>")


def join(parts: Iterable[object]) -> Html:
    """Return the parts, one after the other."""
    return Html("".join(part if isinstance(part, Html) else text(part) for part in parts))


def _attribute(key: str, value: object) -> str:
    name = key.rstrip("_").replace("_", "-")
    return f" {name}" if value == "" else f' {name}="{text(value)}"'


def table(caption: str, head: Iterable[object], rows: Iterable[Iterable[object]], kind: str = "") -> Html:
    """Return a table whose first column names its rows; if it is too wide, it can be scrolled, also by keyboard."""
    columns = element("tr", *(element("th", name, scope="col") for name in head))
    body = join(_row(list(cells)) for cells in rows)
    inner = element("table", element("caption", caption), element("thead", columns), element("tbody", body))
    return element("div", inner, class_=f"scroll {kind}".strip(), role="region", aria_label=caption, tabindex="0")


def _row(cells: list[object]) -> Html:
    rest = (cell if isinstance(cell, Cell) else element("td", cell) for cell in cells[1:])
    return element("tr", element("th", cells[0], scope="row"), *rest)


class Cell(Html):
    """A cell of a table with attributes."""

    __slots__ = ()
