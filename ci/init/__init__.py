"""feedproof init: write a configuration for the files in this folder and, if asked to, the recipe for a build system."""

from collections.abc import Iterator
from pathlib import Path

import click

from ...spec.errors import printable
from ...spec.text import counted
from ..config import PYPROJECT
from ..options import contract_of
from ..report_text import named_with_reasons
from ..requirement import UNKNOWN, requirement
from ..terminal import say
from .config import Written, lacking, write_config
from .recipes import RECIPES, Recipe, located, project_folder, recipe, write_recipe
from .survey import LARGEST, PayloadFiles, Survey, look

_QUOTING = set("\"'\\`$\n")
_FOLDER = "this feedproof was installed from a folder, which no build has (or pass --install REQUIREMENT)"


def _plain(_ctx: click.Context, _option: click.Parameter, text: str | None) -> str | None:
    """Refuse characters that would end the quotes around the text."""
    if text and not _QUOTING.isdisjoint(text):
        raise click.BadParameter("quotes, backslashes, $ and line ends are not allowed in what pip installs")
    return text


@click.command()
@click.option("--ci", type=click.Choice(list(RECIPES)), help="Also write the recipe for this build system.")
@click.option(
    "--install",
    metavar="REQUIREMENT",
    callback=_plain,
    help="What pip installs in the build; if not given, what this feedproof was installed from.",
)
@click.option("--force", is_flag=True, help="Overwrite existing files.")
def command(ci: str | None, install: str | None, *, force: bool) -> None:
    """Look for payload files and recorded traffic in this folder, and write the configuration of the gate.

    Files that git ignores are left out, as no build has them; so are those in build, dist, target or vendor. Payloads
    there are listed.

    The configuration is appended to pyproject.toml if there is one, otherwise written to feedproof.toml. Nothing that
    exists is changed without --force. No server is configured, so nothing is ever sent anywhere.
    """
    source, place = install or requirement() or UNKNOWN, project_folder() if ci else ""
    which = located(RECIPES[ci], place) if ci else None
    found = look(contract_of(None))
    written = [write_config(Path(), found.groups, which.reports if which else (), force=force)]
    if which:
        written.append(write_recipe(which, recipe(which, source, place, written[0].file), force=force))
    say("\n".join([*_found(found), *map(_outcome, written), *_next(written, found.groups, which, source)]))


def _found(found: Survey) -> Iterator[str]:
    """Yield what was found, and the files that were left out or not read."""
    for group in found.groups:
        paths = printable(", ".join(group.paths))
        yield f"found {_what(group)}: {paths}"
    if not found.groups:
        yield "found no payload file that looks like one of the feeds"
    yield from (f"left out {printable(line)}" for line in named_with_reasons(found.left))
    yield from (f"not looked into: {printable(name)} (more than {LARGEST // 1_000_000} MB)" for name in found.large)


def _what(group: PayloadFiles) -> str:
    if group.is_recorded:
        return f"{counted(group.files, 'recording')} of traffic"
    of = f"{group.feed} ({group.operation})" if group.feed else "several feeds"
    return f"{counted(group.files, 'payload file')} of {of}"


def _outcome(written: Written) -> str:
    if written.changed:
        return f"added [tool.feedproof] to {PYPROJECT}" if written.file == PYPROJECT else f"wrote {written.file}"
    return f"left {written.file} as it is: {written.why}"


def _next(written: list[Written], groups: list[PayloadFiles], which: Recipe | None, source: str) -> Iterator[str]:
    """Yield what the user should do next."""
    configuration = written[0]
    yield ""
    if groups and configuration.changed:
        yield f"next: review {configuration.file} (is each operation right?), then run feedproof gate"
    elif configuration.changed:
        yield f"next: name your payload files in {configuration.file}, then run feedproof gate"
    else:
        yield "next: run feedproof gate"
    if which:
        yield from _then(which, written[1], source)
        yield from [] if configuration.changed else _missing(which, configuration)


def _then(which: Recipe, made: Written, source: str) -> Iterator[str]:
    """Yield what the user should do with the recipe; if it was not written, what the existing file may lack."""
    if made.changed and source == UNKNOWN:
        yield f"then: write into {made.file} what pip installs; {_FOLDER}"
    if made.changed:
        yield f"then: {which.then}"
    if made.wanted:
        yield f"then: add to {made.file} what it lacks of this recipe:\n\n{made.wanted}"


def _missing(which: Recipe, configuration: Written) -> Iterator[str]:
    names = [f"{name} to {file or 'the log'}" for name, file in lacking(Path(configuration.file), which.reports)]
    if names:
        yield f"the recipe shows reports that {configuration.file} does not ask for: {', '.join(names)}"
