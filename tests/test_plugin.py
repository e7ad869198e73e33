"""The pytest plugin: its fixtures, its assertion, how it is turned off, and that it costs nothing until it is used."""

import subprocess
import sys
from datetime import date

import pytest
from feedproof.fixtures.plugin import assert_valid
from feedproof.spec.errors import FeedproofError

pytest_plugins = ["pytester"]

BODY = {"StartDate": "2027-03-29T09:00:00", "EndDate": "2027-03-30T17:00:00", "Status": "Available", "MaxPlaces": 12}
HEAVY = {"hypothesis", "starlette", "uvicorn", "jsonschema_rs", "jsonschema", "yaml", "schemathesis", "requests"}
OTHERS = ("cacheprovider", "schemathesis", "hypothesispytest", "anyio", "faker")
ALONE = [word for name in OTHERS for word in ("-p", f"no:{name}")]
"""Other plugins take longer to load than the tests of a process to run; test_contract_pytest.py runs beside all of them."""
OVER = BODY | {"Status": "Completed"}
SANDBOX = """
    import json
    from urllib.request import Request, urlopen
    import pytest

    def ask(url, token, method="GET", body=None):
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        data = body and json.dumps(body).encode()
        with urlopen(Request(f"{url}/coursedates", data, headers, method=method)) as answer:
            return json.load(answer)

    seen = []

    @pytest.mark.parametrize("number", [1, 2])
    def test_each_test_begins_with_the_same_records(feed_sandbox, feed_token, feed_record, number):
        seen.append((feed_sandbox, ask(feed_sandbox, feed_token)["results"]))
        assert seen[0] == seen[-1]
        body = feed_record("course-dates", "create")
        made = ask(feed_sandbox, feed_token, "POST", body)
        assert made["MaxPlaces"] == body["MaxPlaces"]
        assert len(ask(feed_sandbox, feed_token)["results"]) == len(seen[0][1]) + 1
"""


def test_the_sandbox_is_as_new_for_each_test(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(SANDBOX)
    pytester.runpytest_inprocess("-p", "no:cacheprovider").assert_outcomes(passed=2)


def test_records_and_datasets_are_valid(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("""
        import pytest

        @pytest.mark.parametrize("operation", ["read", "create", "update"])
        @pytest.mark.parametrize("full", [True, False])
        def test_record(feed_record, assert_valid, operation, full):
            record = feed_record("course-dates", operation, seed=3, full=full)
            assert_valid(record, feed="course-dates", operation=operation, fail_on="warning")

        def test_dataset(feed_dataset, assert_valid):
            dataset = feed_dataset(4, seed=1, evolve=3)
            assert len(feed_dataset(4).records["course-dates"]) == 4
            for feed, records in dataset.records.items():
                assert_valid(records, feed=feed, operation="read", fail_on="warning")
    """)
    pytester.runpytest_inprocess("-p", "no:cacheprovider").assert_outcomes(passed=7)


def test_a_failing_assertion_prints_the_findings(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(f"""
        def test_payload(assert_valid):
            assert_valid({BODY | {"Status": "available", "MaxPlaces": 0}!r}, feed="course-dates", operation="create")
    """)
    result = pytester.runpytest_inprocess("-p", "no:cacheprovider")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [
            "*AssertionError: the payload breaks the contract: 2 findings",
            '*/Status  error  unlisted-value  Status is "available", not one of *',
            "*hint: write 'Available'",
            "*/MaxPlaces  error  not-positive  MaxPlaces is 0, not above 0",
        ]
    )
    result.stdout.no_fnmatch_line("*def assert_valid*")


@pytest.mark.parametrize("payload", [BODY, [BODY], {"results": [BODY]}, b"{", "", [], "\x00"])
def test_whatever_the_payload_it_passes_or_fails(payload: object) -> None:
    if payload in (BODY, [BODY]):
        assert_valid(payload, feed="course-dates", operation="create")
        return
    with pytest.raises(AssertionError):
        assert_valid(payload, feed="course-dates", operation="create")


def test_warnings_and_notes_fail_when_asked_for() -> None:
    pounds = BODY | {"NetCost": 195.5}
    assert_valid(pounds, feed="course-dates", operation="create")
    with pytest.raises(AssertionError, match="looks-like-pounds"):
        assert_valid(pounds, feed="course-dates", operation="create", fail_on="warning")


@pytest.mark.parametrize("payload", [BODY, BODY | {"MaxPlaces": 0}], ids=["clean", "broken"])
@pytest.mark.parametrize(("word", "meant"), [("fatal", ""), ("warnings", " (did you mean 'warning'?)")])
def test_a_severity_that_there_is_not_passes_nowhere(payload: object, word: str, meant: str) -> None:
    with pytest.raises(FeedproofError) as refused:
        assert_valid(payload, feed="course-dates", operation="create", fail_on=word)
    assert str(refused.value).startswith(f"unknown severity {word!r}{meant}; severities: note, ")


def test_it_can_be_turned_off(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("def test_one(feed_record): pass")
    pytester.runpytest_subprocess("-p", "no:feedproof", *ALONE).assert_outcomes(errors=1)


def test_those_who_do_not_use_it_load_nothing_for_it(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("""
        import sys

        def test_loaded(request):
            assert request.config.pluginmanager.has_plugin("feedproof")
            own = {name for name in sys.modules if name.startswith("feedproof.")}
            suite = {"feedproof.contract_tests", "feedproof.contract_tests.plugin"}
            assert own == {"feedproof.fixtures", "feedproof.fixtures.plugin", *suite}
    """)
    pytester.runpytest_subprocess(*ALONE).assert_outcomes(passed=1)


def test_importing_it_imports_pytest_only() -> None:
    script = "import pytest, sys; had = {*sys.modules}; import feedproof.fixtures.plugin; print(*{*sys.modules} - had)"
    command = [sys.executable, "-P", "-c", script]
    done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603 - our own command
    loaded = done.stdout.split()
    assert not HEAVY & set(loaded)
    own = {name for name in loaded if name.startswith("feedproof.")}
    assert own == {"feedproof.fixtures", "feedproof.fixtures.plugin"}


def test_a_course_is_over_too_early_only_on_a_day() -> None:
    assert_valid(OVER, feed="course-dates", operation="create", fail_on="note")
    with pytest.raises(AssertionError, match="over-too-early"):
        assert_valid(OVER, feed="course-dates", operation="create", fail_on="warning", today=date(2027, 3, 20))


TENANT = """
overlay: 1.0.0
info: {title: Ours, version: 1.0.0}
actions:
  - target: $.components.schemas.CourseDate.properties.Status
    update: {enum: [Postponed], examples: [Postponed]}
  - target: $.components.schemas.CourseDate.properties.MaxPlaces
    update: {minimum: 500}
"""
OURS = """
    import json
    from urllib.request import Request, urlopen

    def test_all_go_by_the_tenant_s_contract(feed_sandbox, feed_token, feed_record, feed_dataset, assert_valid):
        body = {"StartDate": "2027-03-29T09:00:00", "EndDate": "2027-03-30T17:00:00", "Status": "Postponed", "MaxPlaces": 500}
        assert_valid(body, feed="course-dates", operation="create")
        made = [*feed_dataset(5).records["course-dates"], feed_record("course-dates")]
        headers = {"Authorization": f"Bearer {feed_token}"}
        with urlopen(Request(f"{feed_sandbox}/coursedates", headers=headers)) as answer:
            made += json.load(answer)["results"]
        assert all(record["MaxPlaces"] >= 500 for record in made)
"""


@pytest.mark.parametrize("said", ["option", "ini", "fixture"])
def test_a_tenant_s_contract_counts(pytester: pytest.Pytester, said: str) -> None:
    pytester.makefile(".yaml", tenant=TENANT)
    pytester.makepyfile(OURS)
    if said == "ini":
        pytester.makeini("[pytest]\nfeed_contract = tenant.yaml\n")
    if said == "fixture":
        pytester.makeconftest("""
            import pytest
            from feedproof.spec.contract import load

            @pytest.fixture(scope="session")
            def feed_contract():
                return load("tenant.yaml")
        """)
    more = ["--feed-contract", "tenant.yaml"] if said == "option" else []
    pytester.runpytest_subprocess(*ALONE, *more).assert_outcomes(passed=1)
    if said == "option":
        pytester.runpytest_subprocess(*ALONE).assert_outcomes(failed=1)
