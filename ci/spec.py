"""feedproof spec: show, lint or bundle the contract."""

import json
from pathlib import Path

import click

from .codes import FOUND
from .groups import Group
from .options import contract_of, contract_option
from .outputs import write
from .terminal import printable, say

HERE = Path(__file__).parent


@click.group(cls=Group)
def command() -> None:
    """Show, lint or bundle the contract."""


@command.command(short_help="Operations and fields of each feed, and how sure they are.")
@click.option("--feed", metavar="FEED", help="Show this feed only.")
@contract_option
def show(feed: str | None, contract_file: str | None) -> None:
    """Show the operations and the fields of each feed, and how sure they are."""
    from .overview import overview  # noqa: PLC0415 - each sub-command imports its own

    say("\n".join(overview(contract_of(contract_file), feed)))


@command.command(short_help="Look for faults in a contract.")
@click.argument("file", required=False)
def lint(file: str | None) -> None:
    """Look for faults in a contract, FILE or the bundled one; exit code 1 when there is one."""
    from ..spec.build import SOURCE  # noqa: PLC0415 - YAML is for this sub-command only
    from ..spec.lint import lint_file, not_run  # noqa: PLC0415

    name = file or SOURCE.name
    _, problems = lint_file(Path(file) if file else SOURCE)
    for check, reason in not_run().items():
        say(f"not run: {check} ({reason})")
    for problem in problems:
        say(printable(str(problem)))
    say(f"{printable(name)}: {len(problems) or 'no'} problem{'' if len(problems) == 1 else 's'}")
    if problems:
        click.get_current_context().exit(FOUND)


@command.command(short_help="The contract as one OpenAPI document.")
@click.option("--format", "form", type=click.Choice(["json", "yaml"]), default="json", help="JSON when not given.")
@click.option("--output", "-o", "file", metavar="FILE", help="Write to this file.")
@contract_option
def bundle(form: str, file: str | None, contract_file: str | None) -> None:
    """Print the contract as one OpenAPI document, for other tools."""
    document = contract_of(contract_file).openapi
    text = _yaml(document) if form == "yaml" else json.dumps(document, indent=2, ensure_ascii=False)
    if file in {None, "-"}:
        say(text, form)
    else:
        write(str(file), text + "\n")


def _yaml(document: object) -> str:
    import yaml  # noqa: PLC0415 - for this format only

    return str(yaml.safe_dump(document, sort_keys=False, allow_unicode=True, width=120)).rstrip("\n")


@command.command("report-schema", short_help="The JSON Schema of the JSON report.")
def report_schema() -> None:
    """Print the JSON Schema of the report that check --format json writes."""
    say((HERE / "report.schema.json").read_text(encoding="utf-8").rstrip("\n"))


@command.command("config-schema", short_help="The JSON Schema of the configuration.")
def config_schema() -> None:
    """Print the JSON Schema of the gate's configuration, for editors."""
    say((HERE / "config.schema.json").read_text(encoding="utf-8").rstrip("\n"))
