"""feedproof spec: show, lint, compare or bundle the contract."""

import json
from pathlib import Path

import click

from ...spec.errors import printable
from ..codes import FOUND
from ..groups import Group
from ..options import contract_of, contract_option, file_name
from ..outputs import Output, deliver
from ..schemas import about, names, text
from ..table import table
from ..terminal import say

DIFF_FORMATS = ("text", "json", "markdown")
EFFECTS = ("stricter", "other", "evidence", "looser", "unjudged", "words")
"""What a difference may mean, the gravest first; as `spec.diff.effect` has it."""
_output_option = click.option("--output", "-o", "file", metavar="FILE", type=file_name, help="Write to this file.")


@click.group(cls=Group)
def command() -> None:
    """Show, lint, compare or bundle the contract."""


@command.command(short_help="Show the feeds, one of them, or one field, and how certain each fact is.")
@click.argument("feed", metavar="[FEED]", required=False)
@click.argument("field", metavar="[FIELD]", required=False)
@contract_option
def show(feed: str | None, field: str | None, contract_file: str | None) -> None:
    """Show the feeds with their operations; everything about FEED; or all facts about its FIELD, with their evidence.

    A field in the items of an array is called Array[].Field.
    """
    from .overview import of_all, of_feed
    from .overview_field import of_field

    contract = contract_of(contract_file)
    if feed is None:
        say("\n".join(of_all(contract)))
    else:
        say("\n".join(of_feed(contract, feed) if field is None else of_field(contract, feed, field)))


@command.command(short_help="Find problems in a contract.")
@click.argument("file", type=file_name, required=False)
def lint(file: str | None) -> None:
    """Find problems in a contract, FILE or the bundled one; exit code 1 if there are any."""
    from ...spec.build import CONTRACT_FILE
    from ...spec.lint import lint_file, not_run

    name = file or CONTRACT_FILE.name
    _, problems = lint_file(Path(file) if file else CONTRACT_FILE)
    for check, reason in not_run().items():
        say(f"not run: {check} ({reason})")
    for problem in problems:
        say(printable(str(problem)))
    say(f"{printable(name)}: {len(problems) or 'no'} problem{'' if len(problems) == 1 else 's'}")
    if problems:
        click.get_current_context().exit(FOUND)


@command.command(short_help="Print the contract as one OpenAPI document.")
@click.option("--format", "form", type=click.Choice(["json", "yaml"]), default="json", help="JSON if not given.")
@click.option("--flat", is_flag=True, help="Whole schemas in standard keywords only: for code generators.")
@_output_option
@contract_option
def bundle(*, form: str, flat: bool, file: str | None, contract_file: str | None) -> None:
    """Print the contract as one OpenAPI document, for other tools.

    With --flat it is for tools that know OpenAPI and no more: without x- keys, allOf, and references into schemas. Listed
    values are schemas of their own, and what is sent has no read-only fields.
    """
    document = contract_of(contract_file).openapi
    if flat:
        from ...spec.flat_document import flat_document

        document = flat_document(document)
    if form == "yaml":
        from ...spec.yaml_write import to_yaml

        whole = to_yaml(document).rstrip("\n")
    else:
        whole = json.dumps(document, indent=2, ensure_ascii=False)
    deliver(Output(form, file), [whole])


@command.command(short_help="Compare two contracts by what they mean for payloads.")
@click.argument("files", metavar="[OLD] NEW", type=file_name, nargs=-1)
@click.option("--format", "form", type=click.Choice(DIFF_FORMATS), default="text", help="Text if not given.")
@_output_option
@click.option(
    "--fail-on",
    type=click.Choice(EFFECTS),
    default=EFFECTS[-1],
    help="Lowest difference that gives exit code 1; any difference if not given.",
)
def diff(files: tuple[str, ...], form: str, file: str | None, fail_on: str) -> None:
    """Report how two contracts differ, and what that means for payloads; exit code 1 if they do.

    OLD and NEW are contracts, or overlays of the bundled one; the word bundled, or no OLD, stands for the bundled one
    itself. A payload is accepted when it has no finding, not even a note.

    \b
    stricter  what was accepted may be a finding now
    other     stricter in some ways, looser in others; or it cannot be told
    evidence  the same findings, with another severity or source
    looser    what was a finding may be accepted now
    unjudged  judged as before; what is generated, shown or hinted may change
    words     titles, descriptions and examples: counted, not listed
    """  # noqa: D301 - click reads the backspace as: leave these lines as they are
    from .comparison import code, compare, lines_of, refuse_inputs

    refuse_inputs(file, files)
    comparison = compare(files)
    deliver(Output(form, file), lines_of(comparison, form))
    click.get_current_context().exit(code(comparison, fail_on))


@command.command(short_help="Print the JSON Schemas of reports, configuration and baseline.")
@click.argument("name", type=click.Choice(names()), metavar="[NAME]", required=False)
def schema(name: str | None) -> None:
    """Print the JSON Schema of this NAME, for editors and programs; without a NAME, list them."""
    if name:
        say(text(name).rstrip("\n"))
    else:
        rows = table(("name", "what it describes"), [(each, about(each)) for each in names()])
        say("\n".join([*rows, "", "feedproof spec schema NAME prints one"]))
