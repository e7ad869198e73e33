"""The peers of the generator: each gets as much of the contract's schema as it supports, and the time to run."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from shutil import which
from time import process_time
from typing import Any

Result = tuple[float, list[Any]]
"""The number of records a second, and a sample of them."""
_FORMATS = {"feed-date-time": "date-time", "web-address": "uri"}
_SKIPPED = {"title", "description", "examples", "readOnly"}


class Missing(Exception):  # noqa: N818 - not an error: a peer may be missing
    """The peer cannot be run, and why."""


def plain(schema: dict[str, Any]) -> dict[str, Any]:
    """Return a schema of the bodies that are sent, for any tool: with standard keywords and formats only."""
    kept = {key: value for key, value in schema.items() if key not in _SKIPPED and not key.startswith("x-")}
    if "format" in kept:
        kept["format"] = _FORMATS[kept["format"]]
    if "items" in kept:
        kept["items"] = plain(kept["items"])
    if "properties" in kept:
        writable = {name: child for name, child in kept["properties"].items() if not child.get("readOnly")}
        kept |= {"properties": {name: plain(child) for name, child in writable.items()}, "additionalProperties": False}
    return kept


def timed(make: Callable[[], Any], seconds: float, sample: int) -> Result:
    """Call a function until the time is over; return its rate and the last results."""
    made = [make() for _ in range(20)]
    count, start = 0, process_time()
    while process_time() - start < seconds:
        made.append(make())
        count += 1
    return count / (process_time() - start), made[-sample:]


def hypothesis(schema: dict[str, Any], seconds: float, sample: int, _node: Path) -> Result:
    """Time a strategy with the same constraints, such as people write by hand."""
    try:
        from hypothesis import HealthCheck, Phase, given, settings  # a peer may be missing
        from hypothesis import strategies as st
    except ImportError:
        raise Missing("not installed: pip install hypothesis") from None
    values = {name: _strategy(st, child) for name, child in plain(schema)["properties"].items()}
    optional = {name: value for name, value in values.items() if name not in schema["required"]}
    body = st.fixed_dictionaries({name: values[name] for name in schema["required"]}, optional=optional)
    made: list[Any] = []

    @settings(max_examples=max(200, int(seconds * 400)), phases=[Phase.generate], database=None, deadline=None,
              suppress_health_check=list(HealthCheck))  # fmt: skip
    @given(body)
    def run(value: Any) -> None:
        made.append(value)

    start = process_time()
    run()
    return len(made) / (process_time() - start), made[-sample:]


def _strategy(st: Any, schema: dict[str, Any]) -> Any:
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    if schema.get("format") == "date-time":
        return st.datetimes().map(lambda moment: moment.isoformat(timespec="seconds"))
    low = schema.get("minimum", schema.get("exclusiveMinimum"))
    kinds = {
        "boolean": st.booleans,
        "number": lambda: st.integers(low if low is None else low + ("exclusiveMinimum" in schema), 10**6),
        "string": lambda: st.text(min_size=schema.get("minLength", 0), max_size=schema.get("maxLength")),
    }
    return kinds[_kind(schema)]()


def _kind(schema: dict[str, Any]) -> str:
    """Return the type of a value that is sent, the first of several: not null."""
    kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    return next(kind for kind in kinds if kind != "null")


def polyfactory(schema: dict[str, Any], seconds: float, sample: int, _node: Path) -> Result:
    """Time a factory of a pydantic model with the same types, lists and bounds."""
    try:
        from polyfactory.factories.pydantic_factory import ModelFactory  # a peer may be missing
        from pydantic import create_model
    except ImportError:
        raise Missing("not installed: pip install polyfactory pydantic") from None
    fields = {name: _field(child, name in schema["required"]) for name, child in plain(schema)["properties"].items()}
    model = create_model("Body", **fields)
    factory = ModelFactory.create_factory(model, __random_seed__=1, __allow_none_optionals__=True)
    return timed(lambda: factory.build().model_dump(mode="json", exclude_none=True), seconds, sample)


def _field(schema: dict[str, Any], required: bool) -> Any:  # noqa: FBT001 - of a property
    from datetime import datetime
    from typing import Annotated, Literal

    from pydantic import Field

    kinds: dict[str, Any] = {"boolean": bool, "number": int, "string": str}
    kind = datetime if schema.get("format") == "date-time" else kinds[_kind(schema)]
    if "enum" in schema:
        kind = Literal[tuple(schema["enum"])]
    bounds = {"minimum": "ge", "exclusiveMinimum": "gt", "minLength": "min_length", "maxLength": "max_length"}
    told = Annotated[kind, Field(**{bounds[key]: schema[key] for key in bounds if key in schema})]
    return (told, ...) if required else (told | None, None)


SCRIPT = """
import { generate } from "json-schema-faker";
import { readFileSync } from "node:fs";
const { schema, seconds, sample } = JSON.parse(readFileSync(0));
const options = (seed) => ({ seed, optionalsProbability: 0.5 });
for (let seed = 0; seed < 100; seed++) await generate(schema, options(seed));
const made = [];
let count = 0;
const used = () => { const { user, system } = process.cpuUsage(); return (user + system) / 1e6; };
const start = used();
while (used() - start < seconds) made[count++ % sample] = await generate(schema, options(count));
console.log(JSON.stringify([count / (used() - start), made]));
"""


def json_schema_faker(schema: dict[str, Any], seconds: float, sample: int, node: Path) -> Result:
    """Time json-schema-faker, within node."""
    command = which("node")
    if command is None or not (node / "node_modules" / "json-schema-faker").is_dir():
        raise Missing("not installed: npm install json-schema-faker, and name the folder with --node")
    given = json.dumps({"schema": plain(schema), "seconds": seconds, "sample": sample})
    arguments = [command, "--input-type=module", "--eval", SCRIPT]
    done = subprocess.run(arguments, input=given, capture_output=True, text=True, check=False, cwd=node)  # noqa: S603
    if done.returncode:
        raise Missing(f"failed: {done.stderr.strip().splitlines()[-1]}")
    speed, made = json.loads(done.stdout)
    return float(speed), made


PEERS: dict[str, Callable[[dict[str, Any], float, int, Path], Result]] = {
    "hypothesis composite": hypothesis,
    "polyfactory": polyfactory,
    "json-schema-faker": json_schema_faker,
}
