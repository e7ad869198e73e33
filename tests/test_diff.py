"""The differences between two contracts: tables of changes in the document, and everything that is reported about them."""

from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import yaml
from feedproof.spec.build import build
from feedproof.spec.contract import Contract, Feed, bundled
from feedproof.spec.dialect import keywords
from feedproof.spec.diff import differences
from feedproof.spec.diff.effect import Effect
from feedproof.spec.layers import properties
from feedproof.spec.operations import record_schema_at
from feedproof.spec.pointer import resolve, split
from feedproof.spec.rename import rename
from feedproof.validators import Judge
from feedproof.validators.model import Context

BOATS = yaml.safe_load((Path(__file__).parent / "boats.yaml").read_text(encoding="utf-8"))
BOAT, OF_BOAT = "/components/schemas/Boat", "/components/schemas/Boat/properties"
HARBOUR = "/components/schemas/Harbour"
TRIP = f"{OF_BOAT}/Trips/items"
READ_BOAT = "/paths/~1boats~1{BoatID}/get"
BY = {"x-certainty": "stated", "x-source": "page: so"}
SURE = {"x-certainty": "assumed", "x-source": "page: so"}


def compiled(document: dict[str, Any]) -> Contract:
    made = build(document)
    return Contract("1", made["sha256"], document, {name: Feed(name, **feed) for name, feed in made["feeds"].items()})


def changed(*edits: tuple[str, Any]) -> Contract:
    """Return the contract of the boats with other values at these pointers; None takes away."""
    document = deepcopy(BOATS)
    for at, value in edits:
        around, _, last = at.rpartition("/")
        name = split("/" + last)[0]
        node = resolve(document, around)
        if isinstance(node, list):
            node[int(name)] = deepcopy(value)
        elif value is None:
            del node[name]
        else:
            node[name] = deepcopy(value)
    return compiled(document)


def said(old: Contract, new: Contract) -> list[str]:
    """Return each difference in one line: effect, feed or what it is about, place, keyword, kind, old and new."""
    return [
        " ".join(
            str(part)
            for part in (
                difference.effect,
                difference.feed or "-",
                f"[{difference.about}]" if difference.about else "",
                "/".join(map(str, difference.place)) or "-",
                difference.keyword or "-",
                difference.kind,
                *(value for value in (difference.old, difference.new) if isinstance(value, str | int)),
            )
            if part != ""
        )
        for difference in differences(old, new)
    ]


def test_nothing_differs_from_itself() -> None:
    assert differences(bundled(), bundled()) == []
    assert differences(bundled(), compiled(deepcopy(bundled().openapi))) == []


def test_how_a_contract_is_written_makes_no_difference() -> None:
    harbour = BOATS["components"]["schemas"]["Harbour"]
    around = {name: harbour[name] for name in ("type", "x-key", "x-certainty", "x-source")}
    split_up = [{"required": harbour["required"]}, {"properties": dict(reversed(harbour["properties"].items()))}]
    assert said(compiled(BOATS), changed((HARBOUR, around | {"allOf": split_up}))) == []


def test_a_whole_number_is_the_same_with_and_without_a_fraction_of_zero() -> None:
    assert said(compiled(BOATS), changed((f"{BOAT}/properties/Stern/minimum", 1.0))) == []


SILENT = {Effect.WORDS, Effect.UNJUDGED, Effect.EVIDENCE}
Edits = list[tuple[str, Any]]
LISTED = (f"{BOAT}/x-listed-only", {"besides": ["Own"]})
WRITES = (
    "/paths/~1boats~1{BoatID}/put",
    {"x-feed": "boats"}
    | {part: {"content": {"application/json": {"schema": {"$ref": f"#{BOAT}"}}}} for part in ("requestBody",)}
    | {"responses": {"200": {"content": {"application/json": {"schema": {"$ref": f"#{BOAT}"}}}}}},
)
LENGTH = {"type": "number", "minimum": 0}
ERRORS = {"content": {"application/json": {"schema": {"type": "object", "properties": {"why": {"type": "string"}}}}}}
NAMED = {"name": "name", "in": "query", "x-filters": "Name"}
CLOCKS = (f"{BOAT}/x-one-clock", [{"fields": ["Built", "Sunk", "Refit"]} | BY])
CLASH = (
    f"{BOAT}/x-clash",
    [{"values": {"Kind": ["Yawl", "Sloop"], "Leaks": [True]}, "instead": {"Leaks": False}, "says": "leak"} | BY],
)
NULLS = [(f"{BOAT}/x-not-null", {"besides": []}), (f"{BOAT}/x-evidence", {"x-not-null": SURE})]
HOW_SURE = "evidence boats - x-not-null changed True True"
TOKEN = [{"token": []}]
ANSWERED = f"{WRITES[0]}/responses/200/content/application~1json"
SAILOR = {"allOf": [{"$ref": "#/components/schemas/Sailor"}], "required": ["Rank"]} | BY
HEADER = {"schema": {"type": "integer", "maximum": 9}}
TOP = {"name": "top", "in": "query", "schema": {"type": "integer", "maximum": 9}, "x-page": "size"}

CASES: dict[str, tuple[Edits, Edits, list[str]]] = {
    "an enum": (
        [],
        [(f"{OF_BOAT}/Kind/enum", ["Sloop", "Yawl", "Wreck", "Yacht"])],
        ["stricter boats Kind enum lost Ketch", "looser boats Kind enum gained Yacht"],
    ),
    "an enum in another order": ([], [(f"{OF_BOAT}/Kind/enum", ["Wreck", "Yawl", "Ketch", "Sloop"])], []),
    "an enum, added": ([], [(f"{OF_BOAT}/Name/enum", ["Otter"])], ["stricter boats Name enum added"]),
    "a type of one": ([], [(f"{OF_BOAT}/Leaks/type", "string")], ["other boats Leaks type changed boolean string"]),
    "a narrower type": (
        [],
        [(f"{OF_BOAT}/Stern/type", "integer")],
        ["stricter boats Stern type changed number integer"],
    ),
    "a wider type": ([], [(f"{OF_BOAT}/Crew/type", "number")], ["looser boats Crew type changed integer number"]),
    "a list of types": (
        [],
        [(f"{OF_BOAT}/Crew/type", ["integer", "null"])],
        ["looser boats Crew type gained null"],
    ),
    "a covered type": (
        [(f"{OF_BOAT}/Crew/type", ["number", "null"])],
        [(f"{OF_BOAT}/Crew/type", ["number", "integer", "null"])],
        [],
    ),
    "a type, removed": ([], [(f"{OF_BOAT}/Crew/type", None)], ["looser boats Crew type removed integer"]),
    "a lower bound": (
        [],
        [(f"{OF_BOAT}/Crew/minimum", 2), (f"{OF_BOAT}/Stern/minimum", 0)],
        ["stricter boats Crew minimum changed 1 2", "looser boats Stern minimum changed 1 0"],
    ),
    "an upper bound": ([], [(f"{OF_BOAT}/Name/maxLength", 19)], ["stricter boats Name maxLength changed 20 19"]),
    "a multiple": (
        [(f"{OF_BOAT}/Crew/multipleOf", 4)],
        [(f"{OF_BOAT}/Crew/multipleOf", 8)],
        ["stricter boats Crew multipleOf changed 4 8"],
    ),
    "a divisor": (
        [(f"{OF_BOAT}/Crew/multipleOf", 4)],
        [(f"{OF_BOAT}/Crew/multipleOf", 2)],
        ["looser boats Crew multipleOf changed 4 2"],
    ),
    "a divisor, which is no whole number": (
        [(f"{OF_BOAT}/Stern/multipleOf", 1)],
        [(f"{OF_BOAT}/Stern/multipleOf", 0.5)],
        ["looser boats Stern multipleOf changed 1"],
    ),
    "neither of both": (
        [(f"{OF_BOAT}/Crew/multipleOf", 4)],
        [(f"{OF_BOAT}/Crew/multipleOf", 6)],
        ["other boats Crew multipleOf changed 4 6"],
    ),
    "a format": (
        [],
        [(f"{OF_BOAT}/Sunk/format", "web-address")],
        ["other boats Sunk format changed feed-date-time web-address"],
    ),
    "a format, removed": ([], [(f"{OF_BOAT}/Sunk/format", None)], ["looser boats Sunk format removed feed-date-time"]),
    "a required field": (
        [],
        [(f"{BOAT}/required", ["BoatID", "Kind"])],
        ["looser boats - required lost Built", "stricter boats - required gained Kind"],
    ),
    "nothing is required": (
        [],
        [(f"{HARBOUR}/required", None)],
        ["looser harbours - required lost HarbourID", "looser harbours - required lost Name"],
    ),
    "an entry": (
        [],
        [(f"{BOAT}/x-before", [{"earlier": "Sunk", "later": "Built", **BY}])],
        ["looser boats - x-before lost", "stricter boats - x-before gained"],
    ),
    "what an entry says to write instead": (
        [],
        [
            (
                f"{BOAT}/x-only-after/0",
                {"date": "Sunk", "values": {"Kind": ["Wreck"]}, "instead": {"Kind": "Sloop"}, **BY},
            )
        ],
        ["unjudged boats - x-only-after changed"],
    ),
    "the evidence of an entry": (
        [],
        [(f"{BOAT}/x-before/0", {"earlier": "Built", "later": "Sunk", **SURE})],
        ["evidence boats - x-before changed"],
    ),
    "a field in an array": (
        [],
        [(f"{TRIP}/properties/End/maxLength", 9)],
        ["stricter boats Trips/0/End maxLength added 9"],
    ),
    "the items of an array": (
        [],
        [(TRIP, None)],
        [
            "looser boats Trips/0 type removed object",
            "looser boats Trips/0/Start - removed",
            "looser boats Trips/0/End - removed",
        ],
    ),
    "a field, where others may be": ([], [(f"{OF_BOAT}/Length", LENGTH)], ["stricter boats Length - added"]),
    "a field, where others may be, gone": ([], [(f"{OF_BOAT}/Leaks", None)], ["looser boats Leaks - removed"]),
    "a field of which nothing is said": (
        [],
        [(f"{OF_BOAT}/Length", {"title": "Length"})],
        ["unjudged boats Length - added"],
    ),
    "a field, where no others may be": ([LISTED], [(f"{OF_BOAT}/Length", LENGTH)], ["looser boats Length - added"]),
    "a field, where no others may be, gone": (
        [LISTED],
        [(f"{OF_BOAT}/Leaks", None)],
        ["stricter boats Leaks - removed"],
    ),
    "a field, where others of its kind may be": (
        [LISTED],
        [(f"{OF_BOAT}/OwnLength", LENGTH)],
        ["stricter boats OwnLength - added"],
    ),
    "a field that no one may send": (
        [LISTED, WRITES],
        [(f"{OF_BOAT}/Length", LENGTH | {"readOnly": True})],
        ["looser boats Length - added", "evidence boats Length - added"],
    ),
    "a field by another name": (
        [],
        [
            (f"{OF_BOAT}/Leaks", None),
            (f"{OF_BOAT}/IsLeaking", {"type": "boolean", "title": "Leaks", "x-aliases": ["Leaks"]}),
        ],
        [
            "other boats IsLeaking - renamed Leaks IsLeaking",
            "words boats IsLeaking title added Leaks",
            "unjudged boats IsLeaking x-aliases added",
        ],
    ),
    "what is listed only": ([], [LISTED], ["stricter boats - x-listed-only added"]),
    "what is listed besides": (
        [LISTED],
        [(f"{BOAT}/x-listed-only", {"besides": ["Own", "CF_"]})],
        ["looser boats - x-listed-only changed"],
    ),
    "a flag": ([WRITES], [(f"{OF_BOAT}/Crew/readOnly", True)], ["stricter boats Crew readOnly added True"]),
    "a flag that is not set": ([WRITES], [(f"{OF_BOAT}/Crew/readOnly", False)], []),
    "words": (
        [],
        [(f"{OF_BOAT}/Name/description", "What it is called"), (f"{OF_BOAT}/Name/examples", ["Otter"])],
        ["words boats Name examples changed", "words boats Name description added What it is called"],
    ),
    "what is not judged": (
        [],
        [(f"{OF_BOAT}/Name/x-personal", True), (f"{OF_BOAT}/Name/x-unique", None)],
        ["unjudged boats Name x-unique removed True", "unjudged boats Name x-personal added True"],
    ),
    "evidence": (
        [],
        [(f"{OF_BOAT}/Crew/x-certainty", "assumed")],
        ["evidence boats Crew type changed integer integer", "evidence boats Crew minimum changed 1 1"],
    ),
    "a value more, from another source": (
        [],
        [
            (f"{OF_BOAT}/Kind/enum", ["Sloop", "Ketch", "Yawl", "Wreck", "Yacht"]),
            (f"{OF_BOAT}/Kind/x-source", "tenant: so"),
        ],
        ["evidence boats Kind type changed string string", "looser boats Kind enum gained Yacht"],
    ),
    "a value more, by which all are as sure": (
        [],
        [
            (f"{OF_BOAT}/Kind/enum", ["Sloop", "Ketch", "Yawl", "Wreck", "Yacht"]),
            (f"{OF_BOAT}/Kind/x-evidence", {"enum": SURE}),
        ],
        ["looser boats Kind enum gained Yacht", "evidence boats Kind enum changed"],
    ),
    "a bound with its evidence": (
        [],
        [(f"{OF_BOAT}/Crew", {"type": "integer", "minimum": 2, "x-evidence": {"minimum": SURE}})],
        ["stricter boats Crew minimum changed 1 2"],
    ),
    "a feed": (
        [],
        [("/paths/~1harbours~1{HarbourID}", None)],
        ["stricter harbours [feed] - - removed"],
    ),
    "an operation": (
        [],
        [("/paths/~1boats~1{BoatID}/put", WRITES[1])],
        ["looser - [operation] - - added"],
    ),
    "another path": (
        [],
        [("/paths/~1vessels~1{BoatID}", BOATS["paths"]["/boats/{BoatID}"]), ("/paths/~1boats~1{BoatID}", None)],
        ["other - [operation] - - changed GET /boats/{BoatID} GET /vessels/{BoatID}"],
    ),
    "an answer": (
        [],
        [(f"{READ_BOAT}/responses/404", ERRORS)],
        ["looser - [answer 404] - - added"],
    ),
    "the body of an answer": (
        [(f"{READ_BOAT}/responses/404", ERRORS)],
        [(f"{READ_BOAT}/responses/404/content/application~1json/schema/properties/why/maxLength", 9)],
        ["stricter - [answer 404] why maxLength added 9"],
    ),
    "the record that an answer to a change holds": (
        [WRITES],
        [(f"{ANSWERED}/schema", {"allOf": [{"$ref": f"#{BOAT}"}], "required": ["Crew"]} | BY)],
        ["stricter - [answer 200] - required gained Crew"],
    ),
    "a record that is said with its feed": (
        [WRITES],
        [(f"{OF_BOAT}/Name/maxLength", 10)],
        ["stricter boats Name maxLength changed 20 10"],
    ),
    "the records of a list that are others": (
        [],
        [("/components/schemas/Crew/properties/results/items", SAILOR)],
        ["stricter - [answer 200] results/0 required gained Rank"],
    ),
    "a header of an answer that must be there": (
        [],
        [(f"{READ_BOAT}/responses/200/headers", {"X-Tide": HEADER | {"required": True}})],
        ["stricter - [answer 200 header X-Tide] - - added"],
    ),
    "a header of an answer, told apart by no capital": (
        [(f"{READ_BOAT}/responses/200/headers", {"X-Tide": HEADER})],
        [(f"{READ_BOAT}/responses/200/headers", {"x-tide": {"required": True, "schema": {"type": "integer"}}})],
        [
            "stricter - [answer 200 header x-tide] - required added True",
            "looser - [answer 200 header x-tide] - maximum removed 9",
        ],
    ),
    "a header that no answer has now": (
        [(f"{READ_BOAT}/responses/200/headers", {"X-Tide": HEADER})],
        [(f"{READ_BOAT}/responses/200/headers", None)],
        ["looser - [answer 200 header X-Tide] - - removed"],
    ),
    "how a parameter is written": (
        [(f"{READ_BOAT}/parameters", [TOP])],
        [(f"{READ_BOAT}/parameters", [TOP | {"style": "pipeDelimited", "allowReserved": True}])],
        [
            "other - [query top] - style changed form pipeDelimited",
            "other - [query top] - explode changed True False",
            "other - [query top] - allowReserved changed False True",
        ],
    ),
    "how a parameter is written anyway": (
        [(f"{READ_BOAT}/parameters", [TOP])],
        [(f"{READ_BOAT}/parameters", [TOP | {"style": "form", "explode": True, "allowReserved": False}])],
        [],
    ),
    "a bound that may be reached now": (
        [(f"{OF_BOAT}/Stern", {"type": "number", "exclusiveMinimum": 0})],
        [(f"{OF_BOAT}/Stern", {"type": "number", "minimum": 0})],
        ["looser boats Stern exclusiveMinimum removed 0", "looser boats Stern minimum added 0"],
    ),
    "a bound that may not be reached now": (
        [(f"{OF_BOAT}/Stern", {"type": "number", "minimum": 0})],
        [(f"{OF_BOAT}/Stern", {"type": "number", "exclusiveMinimum": 0})],
        ["stricter boats Stern minimum removed 0", "stricter boats Stern exclusiveMinimum added 0"],
    ),
    "a bound that is not the same, as there are fractions between": (
        [(f"{OF_BOAT}/Stern", {"type": "number", "minimum": 1})],
        [(f"{OF_BOAT}/Stern", {"type": "number", "exclusiveMinimum": 0})],
        ["looser boats Stern minimum removed 1", "looser boats Stern exclusiveMinimum added 0"],
    ),
    "a bound that is the same for whole numbers": (
        [(f"{OF_BOAT}/Crew", {"type": "integer", "minimum": 1})],
        [(f"{OF_BOAT}/Crew", {"type": "integer", "exclusiveMinimum": 0})],
        ["evidence boats Crew minimum removed 1", "evidence boats Crew exclusiveMinimum added 0"],
    ),
    "a bound that is the same for whole numbers and null": (
        [(f"{OF_BOAT}/Crew", {"type": ["integer", "null"], "minimum": 1})],
        [(f"{OF_BOAT}/Crew", {"type": ["integer", "null"], "exclusiveMinimum": 0})],
        ["evidence boats Crew minimum removed 1", "evidence boats Crew exclusiveMinimum added 0"],
    ),
    "a bound that is the same for a list of one": (
        [(f"{OF_BOAT}/Crew", {"type": ["integer"], "minimum": 1})],
        [(f"{OF_BOAT}/Crew", {"type": ["integer"], "exclusiveMinimum": 0})],
        ["evidence boats Crew minimum removed 1", "evidence boats Crew exclusiveMinimum added 0"],
    ),
    "a type, and the same as a list of one": ([], [(f"{OF_BOAT}/Crew/type", ["integer"])], []),
    "how sure, also of what no rule judges": (
        [],
        [(f"{OF_BOAT}/Name/x-certainty", "assumed")],
        ["evidence boats Name type changed string string", "evidence boats Name maxLength changed 20 20"],
    ),
    "the envelope": (
        [],
        [
            ("/components/schemas/Crew/properties/total", {"type": "integer"}),
            ("/components/schemas/Crew/required", ["results", "total"]),
        ],
        ["stricter - [answer 200] - required gained total", "stricter - [answer 200] total - added"],
    ),
    "a parameter": ([], [(f"{READ_BOAT}/parameters", [TOP])], ["looser - [query top] - - added"]),
    "a parameter that is not there now": (
        [(f"{READ_BOAT}/parameters", [TOP])],
        [(f"{READ_BOAT}/parameters", [])],
        ["stricter - [query top] - - removed"],
    ),
    "a parameter that must be there": (
        [],
        [(f"{READ_BOAT}/parameters", [TOP | {"required": True}])],
        ["stricter - [query top] - - added"],
    ),
    "what a parameter says": (
        [(f"{READ_BOAT}/parameters", [TOP])],
        [
            (
                f"{READ_BOAT}/parameters",
                [
                    TOP
                    | {
                        "required": True,
                        "schema": {"type": "integer", "maximum": 8, "x-evidence": {"maximum": SURE}},
                        "x-page": "offset",
                    }
                ],
            )
        ],
        [
            "unjudged - [query top] - x-page changed size offset",
            "stricter - [query top] - required added True",
            "stricter - [query top] - maximum changed 9 8",
        ],
    ),
    "another name in a path": (
        [],
        [("/paths/~1boats~1{id}", BOATS["paths"]["/boats/{BoatID}"]), ("/paths/~1boats~1{BoatID}", None)],
        [],
    ),
    "what an assignment shows": (
        [],
        [("/paths/~1boats~1{BoatID}~1harbours~1{HarbourID}/post/x-assigns", {"feed": "harbours"})],
        ["unjudged - [operation] - x-assigns changed"],
    ),
    "a body that need not be there": (
        [WRITES, ("/paths/~1boats~1{BoatID}/put/requestBody/required", True)],
        [("/paths/~1boats~1{BoatID}/put/requestBody/required", False)],
        ["looser - [body] - required removed True"],
    ),
    "a token": ([], [("/security", TOKEN)], ["stricter - [operation] - security added"]),
    "a token, gone": ([("/security", TOKEN)], [("/security", [])], ["looser - [operation] - security removed"]),
    "a token that one operation does not ask for": (
        [("/security", TOKEN)],
        [(f"{READ_BOAT}/security", [])],
        ["looser - [operation] - security removed"],
    ),
    "another token": (
        [("/security", TOKEN)],
        [("/security", [{"key": []}])],
        ["other - [operation] - security changed"],
    ),
    "another server": (
        [("/servers", [{"url": "https://a.example", "description": "x"}])],
        [("/servers", [{"url": "https://b.example"}])],
        ["unjudged - [operation] - servers changed"],
    ),
    "the same server in other words": (
        [("/servers", [{"url": "https://a.example", "description": "x"}])],
        [("/servers", [{"url": "https://a.example"}])],
        [],
    ),
    "an entry that lists fewer fields": (
        [CLOCKS],
        [(f"{BOAT}/x-one-clock/0/fields", ["Built", "Sunk"])],
        ["looser boats - x-one-clock changed"],
    ),
    "an entry that lists more fields, and is not as sure": (
        [(f"{BOAT}/x-one-clock", [{"fields": ["Built", "Sunk"]} | SURE])],
        [CLOCKS],
        ["stricter boats - x-one-clock changed"],
    ),
    "an entry that lists its fields in another order": (
        [CLOCKS],
        [(f"{BOAT}/x-one-clock/0/fields", ["Refit", "Sunk", "Built"])],
        ["unjudged boats - x-one-clock changed"],
    ),
    "an entry that lists other fields": (
        [CLOCKS],
        [(f"{BOAT}/x-one-clock/0/fields", ["Built", "Bought"])],
        ["looser boats - x-one-clock lost", "stricter boats - x-one-clock gained"],
    ),
    "an entry with a value fewer": (
        [CLASH],
        [(f"{BOAT}/x-clash/0/values/Kind", ["Yawl"])],
        ["looser boats - x-clash changed"],
    ),
    "an entry with a condition fewer": (
        [CLASH],
        [(f"{BOAT}/x-clash/0/values", {"Kind": ["Yawl", "Sloop"]})],
        ["looser boats - x-clash lost", "stricter boats - x-clash gained"],
    ),
    "two entries, one with fewer fields and one less sure": (
        [(f"{BOAT}/x-one-clock", [CLOCKS[1][0], {"fields": ["Bought", "Sold"]} | BY])],
        [(f"{BOAT}/x-one-clock", [{"fields": ["Built", "Sunk"]} | BY, {"fields": ["Bought", "Sold"]} | SURE])],
        ["looser boats - x-one-clock changed", "evidence boats - x-one-clock changed"],
    ),
    "null, apart from the types, which refused it before": ([], NULLS, [HOW_SURE]),
    "null, with the types again": (NULLS, [(f"{BOAT}/x-not-null", None), (f"{BOAT}/x-evidence", None)], [HOW_SURE]),
    "null, as sure as the types were": ([], NULLS[:1], []),
    "null, more sure": (NULLS, [(f"{BOAT}/x-evidence", {"x-not-null": BY})], [HOW_SURE]),
    "null, apart from the types, and allowed once": (
        [],
        [(f"{BOAT}/x-not-null", {"besides": ["Crew"]}), NULLS[1]],
        [HOW_SURE, "looser boats Crew type gained null"],
    ),
    "null, refused where a type allowed it": (
        [(f"{OF_BOAT}/Crew/type", ["integer", "null"])],
        [NULLS[0], NULLS[1], (f"{OF_BOAT}/Crew/type", "integer")],
        [HOW_SURE, "stricter boats Crew x-not-null added True"],
    ),
    "a token that is sent in another way": (
        [("/security", TOKEN), ("/components/securitySchemes", {"token": {"type": "http", "scheme": "bearer"}})],
        [("/components/securitySchemes/token/scheme", "basic")],
        ["other - [operation] - security changed"],
    ),
    "a token in other words": (
        [("/security", TOKEN), ("/components/securitySchemes", {"token": {"type": "http", "scheme": "bearer"}})],
        [("/components/securitySchemes/token/description", "Ask us")],
        [],
    ),
    "an answer that holds nothing now": (
        [],
        [("/paths/~1boats~1{BoatID}~1harbours~1{HarbourID}/post/responses/200/content", None)],
        ["stricter - [answer 200] - content lost application/json"],
    ),
    "a body in another form": (
        [WRITES],
        [("/paths/~1boats~1{BoatID}/put/requestBody/content/text~1xml", {})],
        ["looser - [body] - content gained text/xml"],
    ),
    "an operation is called otherwise": (
        [(f"{READ_BOAT}/operationId", "readBoat")],
        [(f"{READ_BOAT}/operationId", "getBoat")],
        ["unjudged - [operation] - operationId changed readBoat getBoat"],
    ),
    "an operation gets a name": (
        [],
        [(f"{READ_BOAT}/operationId", "readBoat")],
        ["unjudged - [operation] - operationId added readBoat"],
    ),
    "an operation that will go": (
        [],
        [(f"{READ_BOAT}/deprecated", True)],
        ["unjudged - [operation] - deprecated added True"],
    ),
    "the evidence of a parameter": (
        [(f"{READ_BOAT}/parameters", [TOP])],
        [(f"{READ_BOAT}/parameters", [TOP | BY])],
        ["evidence - [query top] - - changed"],
    ),
    "a filter with the schema of its property": (
        [(f"{READ_BOAT}/parameters", [NAMED | {"schema": {"$ref": f"#{OF_BOAT}/Name"}}])],
        [(f"{READ_BOAT}/parameters", [NAMED | {"schema": {"type": "string", "maxLength": 20}}])],
        [],
    ),
    "a filter that takes more than its property": (
        [(f"{READ_BOAT}/parameters", [NAMED | {"schema": {"$ref": f"#{OF_BOAT}/Name"}}])],
        [(f"{READ_BOAT}/parameters", [NAMED | {"schema": {"type": "string"}}])],
        ["looser - [query name] - maxLength removed 20"],
    ),
    "the evidence of an operation": (
        [],
        [(f"{READ_BOAT}/x-certainty", "stated")],
        ["evidence - [operation] - - changed"],
    ),
}


def test_every_direction_of_the_dialect_is_known() -> None:
    said = [keyword.stricter for keyword in keywords().values() if keyword.stricter]
    words = {word for one in said for word in (one.values() if isinstance(one, dict) else [one])}
    assert words == {"higher", "lower", "more", "fewer", "multiple"}
    assert all(keyword.rule for keyword in keywords().values() if keyword.stricter)


@pytest.mark.parametrize("name", CASES)
def test_what_is_said(name: str) -> None:
    before, after, expected = CASES[name]
    assert said(changed(*before), changed(*before, *after)) == expected


@pytest.mark.parametrize("feed", bundled().feeds)
def test_another_name_is_one_difference_wherever_the_contract_names_it(feed: str) -> None:
    """Rules between fields, references, filters and what is required say the same, of a field that is called otherwise."""
    document = deepcopy(bundled().openapi)
    read = record_schema_at(document, bundled().operation(feed, "read"))
    for name, at in properties(document, read).items():
        rename(document, at, f"X{name}")
    found = differences(bundled(), compiled(document))
    assert {(one.effect, one.kind) for one in found if one.keyword != "x-aliases"} == {(Effect.OTHER, "renamed")}
    assert {one.effect for one in found if one.keyword == "x-aliases"} == {Effect.UNJUDGED}


def test_of_another_server_both_addresses_are_told() -> None:
    old, new = (changed(("/servers", [{"url": f"https://{name}.example"}])) for name in "ab")
    addresses = {(str(one.old), str(one.new)) for one in differences(old, new)}
    assert addresses == {("['https://a.example']", "['https://b.example']")}


def test_another_name_in_the_items_of_a_list_is_one_difference_too() -> None:
    document = deepcopy(BOATS)
    rename(document, f"{TRIP}/properties/Start", "Begin")
    assert said(changed(), compiled(document)) == [
        "other boats Trips/0/Begin - renamed Start Begin",
        "unjudged boats Trips/0/Begin x-aliases added",
    ]


def test_another_name_hides_no_other_difference() -> None:
    document = deepcopy(BOATS)
    rename(document, f"{OF_BOAT}/Built", "Launched")
    resolve(document, BOAT)["required"].remove("Launched")
    assert said(changed(), compiled(document)) == [
        "looser boats - required lost Launched",
        "other boats Launched - renamed Built Launched",
        "unjudged boats Launched x-aliases added",
    ]


def accepts(contract: Contract, record: Any, action: str) -> bool:
    return not Judge("boats", Context(action), contract).violations(record)


BOAT_RECORD = {"BoatID": "B-1", "Built": "2027-03-04T08:00:00Z"}
FIELDS = [name for name, (_, after, _) in CASES.items() if any(at.startswith(f"{OF_BOAT}/") for at, _ in after)]


@pytest.mark.parametrize("name", FIELDS)
def test_what_is_said_of_a_field_that_comes_or_goes_is_true(name: str) -> None:
    before, after, _ = CASES[name]
    old, new = changed(*before), changed(*before, *after)
    fields = {at.removeprefix(f"{OF_BOAT}/").partition("/")[0] for at, _ in after}
    numbers, texts = (
        [-1, 0, 0.5, 1, 2, 2.5, 4, 7, 8],
        ["Sloop", "Ketch", "Yacht", "Otter", "x" * 20, "2027-03-08T08:00:00Z"],
    )
    values = [None, True, *numbers, *texts, [], [{}], [7], [{"End": "2027-03-05T08:00:00Z"}]]
    records = [BOAT_RECORD, *(BOAT_RECORD | {field: value} for field in fields for value in values)]
    for action in old.feeds["boats"].actions:
        said = {each.effect for each in differences(old, new) if action in each.operations} - SILENT
        told = {(accepts(old, record, action), accepts(new, record, action)) for record in records}
        if said <= {Effect.LOOSER}:
            assert (True, False) not in told, action
        if said <= {Effect.STRICTER}:
            assert (False, True) not in told, action
        assert bool(said) == ({(True, False), (False, True)} & told != set()), action


@pytest.mark.parametrize(
    ("edits", "is_added", "expected"),
    [
        ([], True, (Effect.STRICTER, None, "type")),
        ([], False, (Effect.LOOSER, "type", None)),
        ([LISTED], True, (Effect.LOOSER, "x-listed-only", None)),
        ([LISTED], False, (Effect.STRICTER, None, "x-listed-only")),
    ],
    ids=["added", "removed", "added where others are refused", "removed where others are refused"],
)
def test_the_evidence_of_a_property_is_on_the_side_that_asks_for_something(
    edits: list[Any], is_added: bool, expected: tuple[Effect, str | None, str | None]
) -> None:
    without, having = changed(*edits), changed(*edits, (f"{OF_BOAT}/Extra", {"type": "string"} | SURE))
    [one] = differences(*((without, having) if is_added else (having, without)))
    asks = [side and side.at.rpartition("/")[2] for side in (one.was, one.now)]
    assert (one.effect, *asks) == expected
