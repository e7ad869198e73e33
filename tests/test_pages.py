"""The pages are right: each link leads somewhere, and each example program prints what the page shows below it.

`FEEDPROOF_WRITE=1 pytest tests/test_pages.py` writes the examples' current output into the pages.
"""

import os
import re
from contextlib import chdir, redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from console import README, ROOT, WRITE
from feedproof.ci.reporters import formats

PAGES = [README, ROOT / "CONTRIBUTING.md", ROOT / "benchmarks" / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
LINK = re.compile(r"\]\(([^()\s]+)\)")
TITLE = re.compile(r"^#+ (.*)$", re.MULTILINE)
EXAMPLE = re.compile(r"^```python\n(.*?)^```$\n\n^```text\n(.*?)^```$", re.DOTALL | re.MULTILINE)
WITH_EXAMPLES = [page for page in PAGES if EXAMPLE.search(page.read_text(encoding="utf-8"))]


def named(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def links(page: Path) -> list[str]:
    return [link for link in LINK.findall(page.read_text(encoding="utf-8")) if "://" not in link]


def anchors(page: Path) -> set[str]:
    """Return what a title is linked by, as GitHub makes it."""
    titles = TITLE.findall(page.read_text(encoding="utf-8"))
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_each_link_leads_to_a_file_and_a_title(page: Path) -> None:
    for link in links(page):
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), link
        assert not anchor or anchor in anchors(target), link


def test_each_page_is_linked_from_the_readme() -> None:
    assert {f"docs/{page.name}" for page in (ROOT / "docs").glob("*.md")} <= set(links(README))


def replay(page: str) -> str:
    """Run the examples of a page in the root of the repository, one after the other, and put what each prints below it."""
    names: dict[str, Any] = {}

    def shown(example: re.Match[str]) -> str:
        with chdir(ROOT), redirect_stdout(StringIO()) as out:
            exec(example[1], names)  # noqa: S102 - the page's own example
        return f"```python\n{example[1]}```\n\n```text\n{out.getvalue()}```"

    return EXAMPLE.sub(shown, page)


@pytest.mark.parametrize("page", WITH_EXAMPLES, ids=named)
def test_examples_print_what_the_page_shows(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    actual = replay(text)
    if os.environ.get(WRITE):
        page.write_text(actual, encoding="utf-8")
        return
    assert actual == text, f"{named(page)} is out of date; {WRITE}=1 pytest tests/test_pages.py writes it anew"


def test_each_format_of_reports_is_described() -> None:
    rows = re.findall(r"^\| (`.*?) \|", (ROOT / "docs" / "check.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert set(formats()) <= set(re.findall(r"`(\w+)`", "".join(rows)))


def test_there_are_examples() -> None:
    assert [named(page) for page in WITH_EXAMPLES] == ["README.md", "docs/library.md"]
