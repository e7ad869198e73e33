"""Messages about a page that is not a list, or may not be the last: which page it is, what is wrong, and what to do."""

from ...fixtures.sandbox_token import TOKEN_VARIABLE
from ...spec.contract import Contract
from ...spec.operations import Operation
from ...validators.content_coding import begins_as_json
from ...validators.not_json import instead
from ...validators.show import show
from ..discovery import Page, identity
from ..redact_answer import redact_answer
from ..redirection import advice
from ..server.busy import later

_NO_MORE = {204, 404}
"""The statuses by which some servers answer a request for a page after the last one."""
_AGAIN = "the pages before it were lists, so try again"
_ROOT = "is this the root of the feeds?"
_FORBIDDEN, _NOT_FOUND = 403, 404


def place(operation: Operation, page: Page) -> str:
    """Return the method, path and offset by which a page is requested."""
    return f"{operation.method} {page.path}" + (f"?{operation.paging['offset']}={page.start}" if page.start else "")


def is_end(page: Page) -> bool:
    """Return whether an answer that holds no list may mean that there are no more pages."""
    return bool(page.start) and page.answer.status in _NO_MORE


def refused(contract: Contract, operation: Operation, page: Page, *, is_signed: bool) -> str:
    """Return in words what the server did instead of sending a page, and what may help."""
    where, status = place(operation, page), page.answer.status
    if led := page.answer.redirection:
        return (
            f"{where} is redirected ({status}) {led.to}; {_AGAIN if page.start else advice(led, is_signed=is_signed)}"
        )
    said = redact_answer(contract, operation, page.answer).says()
    return f"{where} is refused; {said}{_advice(operation, page, is_signed=is_signed)}"


def _advice(operation: Operation, page: Page, *, is_signed: bool) -> str:
    status = page.answer.status
    if what := later(status):
        return f"; {what}"
    if status == _FORBIDDEN and not is_signed:
        return f"; set {TOKEN_VARIABLE}"
    return f"; {_ROOT}" if status == _NOT_FOUND and not operation.path_names else ""


def no_list(contract: Contract, operation: Operation, page: Page) -> str:
    """Return in words what a page holds instead of a list, and what may help."""
    where, answer = place(operation, page), page.answer
    if answer.body is None and answer.raw.strip() != b"null":
        is_broken = begins_as_json(answer.raw)
        advice = _AGAIN if page.start else "the server has to fix it" if is_broken else _ROOT
        return f"{where} answers {answer.status} with {instead(answer.raw, answer.media)}; {advice}"
    envelope = show(contract.feeds[operation.feed].envelope)
    if page.start:
        return f"{where} answers without a list in {envelope}; {_AGAIN}"
    return (
        f"{where} answers without a list in {envelope}; if its records are elsewhere, "
        "save the answer: feedproof drift says where"
    )


def doubt(contract: Contract, operation: Operation, page: Page) -> str:
    """Return why there may be more records than the pages so far show; empty if the list goes on, or if this is the last page."""
    offset, key = operation.paging.get("offset"), contract.feeds[operation.feed].key
    if is_end(page):
        return f"{place(operation, page)} answers {page.answer.status}, which need not be the end: there may be more"
    if not offset or not page.items or page.goes_on:
        return ""
    if not page.start:
        return f"no record has {key}, which tells pages apart: only one page was asked for"
    if page.fresh:
        return f"{place(operation, page)} returns no further {key}, which tells pages apart: there may be more"
    return f"{offset} returns no further records, only earlier ones: there may be more"


def hidden(contract: Contract, operation: Operation, page: Page) -> str:
    """Return in words that a page has records without an id, so that lists below them cannot be requested; empty if it has none."""
    key = contract.feeds[operation.feed].key
    is_whole = all(identity(item, key) for item in page.items or [])
    return "" if is_whole else f"it has records without {key}, so nothing below them was requested: there may be more"
