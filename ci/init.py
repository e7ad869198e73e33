"""feedproof init: a configuration for what lies in this folder, and on wish the recipe for a build."""

from collections.abc import Iterator
from pathlib import Path

import click

from .init_config import Written, write_config
from .init_look import Group, look
from .init_recipes import RECIPES, recipe, write_recipe
from .options import contract_of
from .terminal import printable, say
from .words import counted


@click.command(short_help="Write a configuration for the gate, and the recipe for a build.")
@click.option("--ci", type=click.Choice(list(RECIPES)), help="Write the recipe for this build system, too.")
@click.option("--force", is_flag=True, help="Write files anew that are there already.")
def command(ci: str | None, *, force: bool) -> None:
    """Look for payload files in this folder and write what the gate needs to know of them.

    The configuration goes to the end of pyproject.toml when there is one, else into feedproof.toml. Nothing that is
    there is changed, unless --force is given. No server is named, so that nothing is ever sent anywhere.
    """
    folder = Path()
    groups = look(folder, contract_of(None))
    written = [write_config(folder, groups, RECIPES[ci].reports if ci else (), force=force)]
    written += [write_recipe(folder, RECIPES[ci], force=force)] if ci else []
    say("\n".join([*_found(groups), *map(_told, written), *_next(written, groups, ci)]))


def _found(groups: list[Group]) -> Iterator[str]:
    for group in groups:
        what = f"{group.feed} ({group.operation})" if group.feed else "several feeds"
        paths = printable(", ".join(group.paths))
        yield f"found {counted(group.files, 'payload file')} of {what}: {paths}"
    if not groups:
        yield "found no payload file that looks like one of the feeds"


def _told(written: Written) -> str:
    if written.changed:
        return f"wrote {written.file}"
    return f"left {written.file} as it is: {written.why}"


def _next(written: list[Written], groups: list[Group], ci: str | None) -> Iterator[str]:
    """Yield what is to be done now."""
    configuration = written[0]
    yield ""
    if groups and configuration.changed:
        yield f"next: read {configuration.file}, is each operation right? Then: feedproof gate"
    elif configuration.changed:
        yield f"next: name your payload files in {configuration.file}, then: feedproof gate"
    else:
        yield "next: feedproof gate"
    if ci:
        yield f"then: {RECIPES[ci].then}"
    if ci and not configuration.changed:
        yield from _missing(ci)
    if ci and not written[1].changed and not written[1].same:
        yield f"to compare, the recipe is:\n\n{recipe(RECIPES[ci])}"


def _missing(ci: str) -> Iterator[str]:
    names = [f"{name} to {file or 'the log'}" for name, file in RECIPES[ci].reports]
    if names:
        yield f"the recipe shows these reports, if the configuration asks for them: {', '.join(names)}"
