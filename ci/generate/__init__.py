"""feedproof generate: valid records of a feed, or payloads that break one rule at one place."""

from datetime import date
from typing import Any

import click
from click.core import ParameterSource

from ...fixtures.plan import TODAY
from ...spec.contract import ACTIONS
from ...validators.judge import Judge
from ...validators.model import Context
from ..options import contract_of, contract_option, day, file_name
from ..ordered import Ordered
from .dataset import MOST_DAYS, generate_dataset
from .forms import ENDINGS, FORMS
from .item import MOST, items
from .options import Options
from .target import MOST_FILES, deliver_blocks, split

_YEARS = range(1900, 2200)


def _near(context: click.Context, option: click.Parameter, text: str) -> date:
    value = day(context, option, text)
    if value.year not in _YEARS:
        raise click.BadParameter(f"{text} is too far away; give a year from {_YEARS[0]} to {_YEARS[-1]}")
    return value


@click.command(cls=Ordered)
@click.argument("feed", required=False)
@click.option(
    "-n",
    "--count",
    "number",
    type=click.IntRange(1, MOST),
    default=1,
    show_default=True,
    metavar="N",
    help="How many; with --broken, how many for each place; with --dataset, how many course dates.",
)
@click.option("--seed", type=int, default=0, show_default=True, metavar="S", help="The same seed gives the same bytes.")
@click.option(
    "--operation", type=click.Choice(ACTIONS), default=ACTIONS[0], show_default=True, help="What the payloads are for."
)
@click.option("--minimal", "plan", flag_value="minimal", help="Required fields only; if not given, others too.")
@click.option("--full", "plan", flag_value="full", help="All fields.")
@click.option("--edge", "plan", flag_value="edge", help="Each boundary once: limits, scripts, leap days, clocks.")
@click.option("--broken", metavar="RULE|all", help="Break this rule, or each rule, in one place of each payload.")
@click.option("--dataset", is_flag=True, help="All feeds as one consistent world, as ndjson; without FEED.")
@click.option(
    "--evolve", type=click.IntRange(0, MOST_DAYS), default=0, metavar="DAYS", help="The dataset after this many days."
)
@click.option(
    "--changes", metavar="FILE", type=file_name, help="Where to write the changes to the dataset in those days."
)
@click.option(
    "--date",
    "day",
    callback=_near,
    default=str(TODAY),
    show_default=True,
    metavar="YYYY-MM-DD",
    help="The day to use as today; dates lie around it, those of broken payloads five years ahead.",
)
@click.option("--format", "form", type=click.Choice(list(FORMS)), default="json", show_default=True)
@click.option(
    "--output", "-o", "file", metavar="FILE", type=file_name, help="Output file; standard output if not given."
)
@click.option(
    "--split", "folder", metavar="DIR", type=file_name, help="Write each payload to its own file in this folder."
)
@contract_option
@click.pass_context
def command(context: click.Context, /, **given: Any) -> None:
    """Generate records of FEED that feedproof check passes without errors and warnings.

    One record is written by itself, several as an array; as ndjson, one per line; as csv, without arrays and objects;
    as curl, or as http for VS Code's REST Client, each as a request that reads FEEDPROOF_TOKEN.

    With --broken, each payload has only the fields it needs, and is written as {"rule", "severity", "pointer",
    "message", "payload"}: this finding is the only one in the payload. With --split, the findings are in manifest.json.

    With --dataset, each line is {"feed", "record"} and what the record is linked to; --evolve adds days of bookings,
    moved dates and cancellations.
    """
    options = Options(**given)
    if options.dataset and not options.feed:
        generate_dataset(context, contract_of(options.contract_file), options)
    elif options.dataset or not options.feed:
        raise click.UsageError("give either a FEED, or --dataset for all of them")
    else:
        _refuse(context, options)
        _generate_feed(options.feed, options)


def _generate_feed(feed: str, options: Options) -> None:
    judge = Judge(feed, Context(options.operation, options.day), contract_of(options.contract_file))
    made = items(judge, options)
    if options.folder:
        split(judge, made, options.form, options.folder)
    else:
        deliver_blocks(FORMS[options.form](judge, made), options.file)


def _refuse(context: click.Context, options: Options) -> None:
    """Raise UsageError for options that contradict each other."""
    if options.evolve or options.changes:
        raise click.UsageError("--evolve and --changes: only a dataset evolves; add --dataset")
    _refuse_plans(context)
    _refuse_split(options)
    _refuse_broken(options)
    if options.plan == "edge" and context.get_parameter_source("number") is ParameterSource.COMMANDLINE:
        raise click.UsageError("-n with --edge: there is one payload for each boundary; leave -n out")


def _refuse_plans(context: click.Context) -> None:
    """Raise UsageError for two plans: to click they are one option, of which the last value counts."""
    flags = [parameter.opts[0] for parameter in context.command.params if parameter.name == "plan"]
    if context.obj.count("plan") > 1:
        raise click.UsageError(f"{', '.join(flags)}: give one of them")


def _refuse_split(options: Options) -> None:
    if options.folder and options.file:
        raise click.UsageError("-o and --split: give one of them")
    if options.folder and options.form not in ENDINGS:
        raise click.UsageError(f"--split: {options.form} cannot be split into payloads; use {', '.join(ENDINGS)}")
    if options.folder and options.number > MOST_FILES:
        raise click.UsageError(f"--split: {options.number} files are too many; give at most {MOST_FILES}")


def _refuse_broken(options: Options) -> None:
    if options.form in {"curl", "http"} and options.broken and options.operation == "read":
        raise click.UsageError(f"--format {options.form}: a GET sends nothing that could be broken; add --operation")
    if options.form == "csv" and options.broken:
        raise click.UsageError("--format csv: broken payloads do not fit into a table; use json or ndjson")
