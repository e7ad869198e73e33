"""feedproof init: it finds payload files, writes what the gate needs, and changes no file that exists."""

import gzip
import json
import os
import tomllib
from pathlib import Path, PurePath

import pytest
import yaml
from builds import git
from click.testing import CliRunner, Result
from feedproof.ci.cli import commands, run
from feedproof.ci.config import load_config
from feedproof.ci.consistency import require_consistent
from feedproof.ci.init import survey as init_look
from feedproof.ci.init.recipes import RECIPES
from feedproof.fixtures import records
from feedproof.spec.errors import printable
from feedproof.validators.check import Checker
from recordings import cassette, entry, har, interaction

COURSE = {"StartDate": "2027-03-29T09:00:00", "EndDate": "2027-03-30T17:00:00", "Status": "Available", "MaxPlaces": 12}
VENUE = {"VenueID": "7", "Label": "Town Hall"}
DAY = "2026-11-23"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Go into a project with payloads of two feeds, and with files that are none."""
    monkeypatch.chdir(tmp_path)
    put("posts/one.json", COURSE)
    put("posts/two.json", COURSE | {"Status": "available"})
    put("data/venues.json", [VENUE])
    put("data/settings.json", {"name": "x", "Colour": 1})
    put("package.json", {"name": "x"})
    put("node_modules/a/venue.json", VENUE)
    put(".hidden/venue.json", VENUE)
    put("empty.json", [])
    Path("broken.json").write_text("{")
    return tmp_path


def put(name: str, value: object) -> None:
    file = Path(name)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(value))


def init(*arguments: str) -> Result:
    return CliRunner().invoke(commands, ["init", *arguments], standalone_mode=False)


def gate() -> Result:
    return CliRunner().invoke(commands, ["gate", "--date", DAY], standalone_mode=False)


PAYLOADS = [
    {"paths": ["posts/*.json"], "feed": "course-dates", "operation": "create"},
    {"paths": ["data/venues.json"], "feed": "venues", "operation": "read"},
]
REPORTS = [{"format": "html", "file": "feedproof-report.html"}]
WRITTEN = {"fail-on": "error", "payloads": PAYLOADS, "reports": REPORTS}


def found() -> list[str]:
    init("--force")
    return [path for group in load_config(Path("feedproof.toml")).payloads for path in group.paths]


@pytest.mark.usefixtures("project")
def test_one_name_of_the_contract_makes_no_payload() -> None:
    put("one/settings.json", {"VenueID": "7"})
    put("two/settings.json", VENUE)
    assert found() == ["posts/*.json", "data/venues.json", "two/*.json"]


@pytest.mark.usefixtures("project")
def test_two_names_that_are_spelt_otherwise_make_a_payload() -> None:
    put("one/settings.json", {"venue-id": "7"})
    put("two/settings.json", {"venue-id": "7", "label": "Town hall"})
    assert found() == ["posts/*.json", "data/venues.json", "two/*.json"]


@pytest.mark.usefixtures("project")
def test_what_is_somebody_else_s_is_left_out() -> None:
    for name in ("env/lib/venue.json", "bower_components/venue.json", "lib/site-packages/venue.json"):
        put(name, VENUE)
    put("env/other.json", VENUE)
    Path("env", "pyvenv.cfg").touch()
    Path("pyvenv.cfg").touch()
    assert found() == ["posts/*.json", "data/venues.json"]


@pytest.mark.usefixtures("project")
def test_names_that_anything_may_have_make_no_payload() -> None:
    put("mocks/user.json", {"Name": "Jo", "Type": "staff", "Category": "x"})
    put("geo/offices.json", [{"Label": "London", "Latitude": 51.5, "Longitude": -0.1}])
    put("geo/others.json", [VENUE])
    put("i18n/en.json", {name: f"{name} of the course" for name in COURSE})
    assert found() == ["posts/*.json", "data/venues.json", "geo/others.json"]


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize("operation", ["create", "update"])
@pytest.mark.parametrize("count", [1, 3])
def test_bodies_to_send_are_found_alone_in_a_list_and_in_lines(operation: str, count: int) -> None:
    bodies = list(records("course-dates", operation, count=count, seed=5))
    put("bodies/alone.json", bodies[0])
    put("bodies/all.json", bodies)
    Path("bodies/lines.ndjson").write_text("".join(f"{json.dumps(body)}\n" for body in bodies))
    assert found()[0:2] == ["bodies/*.json", "bodies/*.ndjson"]
    assert [group.operation for group in load_config(Path("feedproof.toml")).payloads] == ["create", "read"]
    assert f"{2 + 1 + 1 + 2 * count} records" in gate().output


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize("name", ["dump.json", "dump.ndjson"])
def test_one_id_says_of_a_whole_dump_that_it_was_read(name: str) -> None:
    dump = [COURSE | {"CourseDateID": "7"}, COURSE]
    Path("dump").mkdir()
    Path("dump", name).write_text(json.dumps(dump) if name == "dump.json" else "\n".join(map(json.dumps, dump)))
    assert f"found 1 payload file of course-dates (read): dump/*{Path(name).suffix}\n" in init().output


@pytest.mark.usefixtures("project")
def test_a_list_answer_was_read_whatever_its_records_lack() -> None:
    put("answers/page.json", {"results": [COURSE, COURSE]})
    assert "found 1 payload file of course-dates (read): answers/*.json\n" in init().output


@pytest.mark.usefixtures("project")
def test_a_packed_file_is_found_by_both_endings_and_a_pipe_is_not_read() -> None:
    for name in ("a.json.gz", "b.HAR.gz", "c.gz"):
        data = (
            json.dumps(VENUE).encode()
            if "HAR" not in name
            else har(entry("GET", "/venues/7", answered=json.dumps(VENUE)))
        )
        Path("packed").mkdir(exist_ok=True)
        Path("packed", name).write_bytes(gzip.compress(data))
    os.mkfifo("packed/pipe.json")
    assert found() == ["packed/*.HAR.gz", "posts/*.json", "data/venues.json", "packed/*.json.gz"]
    assert gate().return_value == 1


@pytest.mark.usefixtures("project")
def test_of_many_strangers_none_is_judged(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each of them would be a finding, which takes its time."""
    put("map/places.json", [{"Label": "x", "lat": 1}] * 5_000)
    put("map/more.json", [{"Label": "x", "Town": "y", "lat": 1}] * 5_000)
    monkeypatch.setattr(Checker, "check", None)
    assert found() == ["posts/*.json", "data/venues.json"]


@pytest.mark.usefixtures("project")
def test_a_file_that_is_too_large_to_be_looked_into_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    put("small/venue.json", VENUE)
    put("large/venue.json", VENUE | {"Town": "Ely"})
    monkeypatch.setattr(init_look, "LARGEST", Path("large/venue.json").stat().st_size)
    put("larger/venue.json", VENUE | {"Town": "Bath"})
    assert {"small/*.json", "large/*.json"} < set(found())
    assert "larger/*.json" not in found()
    assert "\nnot looked into: larger/venue.json (more than 20 MB)\n" in init("--force").stdout


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize(
    "name", ["caf\udce9/venue.json", "a\nb/c/venue.json", "more/venue\t.json", "more/caf\udce9.har"]
)
def test_a_name_that_no_configuration_can_hold_is_told_and_the_rest_is_written(name: str) -> None:
    put(name, VENUE)
    if name.endswith(".har"):
        Path(name).write_bytes(har(entry("GET", "/venues/7", answered=json.dumps(VENUE))))
    put("more/other.json", VENUE)
    put(str(Path(name).with_name("strange\x1b.json")), {"name": "x"})
    said = init().stdout
    assert f"left out {printable(name)}: its name cannot be written in a configuration; rename it\n" in said
    assert "strange" not in said
    assert "udce9" not in Path("feedproof.toml").read_text(encoding="utf-8")
    assert [path for group in load_config(Path("feedproof.toml")).payloads for path in group.paths][1:] == [
        "data/venues.json",
        "more/other.json" if name.startswith("more/") else "more/*.json",
    ]


IGNORED = "git ignores it, so no build has it"
MADE = "such a folder holds build output or third-party code; if it is yours, add it to the configuration"


def test_what_git_does_not_have_is_told_and_not_named(project: Path) -> None:
    for name in (
        "out/a.json",
        "posts/three.json",
        "new/venue.json",
        "deep/in/b.json",
        "forced/c.json",
        "deep/kept.json",
    ):
        put(name, VENUE)
    Path(".gitignore").write_text("out/\n/posts/three.json\nin/\nforced/\n")
    git("init", "-q", folder=project)
    git("add", "-f", "forced/c.json", folder=project)
    assert found() == [
        "posts/one.json",
        "posts/two.json",
        "data/venues.json",
        "deep/*.json",
        "forced/*.json",
        "new/*.json",
    ]
    said = [line for line in init("--force").stdout.splitlines() if line.startswith("left out")]
    assert said == [f"left out {name}: {IGNORED}" for name in ("deep/in/b.json", "out/a.json", "posts/three.json")]
    os.chdir("deep")
    assert f"found 1 payload file of venues (read): kept.json\nleft out in/b.json: {IGNORED}\n" in init().stdout


def test_what_lies_in_another_repository_is_told_and_not_named(project: Path) -> None:
    put("shared/feeds/a.json", VENUE)
    git("init", "-q", folder=project)
    git("init", "-q", "shared", folder=project)
    said = [line for line in init().stdout.splitlines() if line.startswith("left out")]
    assert said == ["left out shared/feeds/a.json: it lies in another repository; run feedproof init there"]
    assert found() == ["posts/*.json", "data/venues.json"]


def test_a_git_that_does_not_tell_ends_it(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """As of a repository that somebody else owns."""
    (project / ".git").write_text("none")
    assert run(["init"]) == 2
    told = f"feedproof: git does not say what it ignores: fatal: invalid gitfile format: {project / '.git'}\n"
    assert (capsys.readouterr().err, (project / "feedproof.toml").exists()) == (told, False)


@pytest.mark.parametrize("lacks", ["a repository", "git"])
def test_without_git_or_a_repository_all_is_taken(project: Path, monkeypatch: pytest.MonkeyPatch, lacks: str) -> None:
    put("out/a.json", VENUE)
    Path(".gitignore").write_text("out/\n")
    if lacks == "git":
        git("init", "-q", folder=project)
        monkeypatch.setenv("PATH", str(project))
    assert found() == ["posts/*.json", "data/venues.json", "out/*.json"]


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize("name", ["build", "dist", "target", "vendor"])
def test_a_payload_among_what_is_built_is_told_and_not_named(name: str) -> None:
    for number in range(7):
        put(f"{name}/deep/{number}.json", VENUE)
    put(f"{name}/other.json", {"name": "x"})
    assert found() == ["posts/*.json", "data/venues.json"]
    said = [line for line in init("--force").stdout.splitlines() if line.startswith("left out")]
    assert said == [*(f"left out {name}/deep/{number}.json: {MADE}" for number in range(5)), f"left out 2 more: {MADE}"]


def test_init_finds_the_payloads_and_says_what_it_did(project: Path) -> None:
    result = init()
    assert result.return_value in {None, 0}
    assert result.stdout == (
        "found 2 payload files of course-dates (create): posts/*.json\n"
        "found 1 payload file of venues (read): data/venues.json\n"
        "wrote feedproof.toml\n"
        "\n"
        "next: review feedproof.toml (is each operation right?), then run feedproof gate\n"
    )
    assert tomllib.loads((project / "feedproof.toml").read_text()) == WRITTEN


def test_the_gate_takes_what_init_wrote_and_goes_from_red_to_green(project: Path) -> None:
    init()
    assert gate().return_value == 1
    assert "feedproof: failed" in (project / "feedproof-report.html").read_text()
    put("posts/two.json", COURSE)
    assert gate().return_value == 0
    assert "feedproof: passed" in (project / "feedproof-report.html").read_text()


@pytest.mark.parametrize(
    "before",
    [
        "",
        '[project]\nname = "x"  # mine\n',
        '[project]\nname = "x"',
        "[tool.ruff]\n",
        "# é only a comment\n",
        '[project]\r\nname = "x"\r\n',
        '\ufeff[project]\r\nname = "x"',
    ],
)
def test_pyproject_keeps_what_it_has(project: Path, before: str) -> None:
    file = project / "pyproject.toml"
    file.write_bytes(before.encode())
    assert "added [tool.feedproof] to pyproject.toml\n" in init().stdout
    after = file.read_bytes().decode()
    assert after.startswith(before)
    end = "\r\n" if "\r" in before else "\n"
    assert not before or f"{end}{end}# What `feedproof gate` checks." in after
    assert after.count("\n") == after.count(end)
    assert tomllib.loads(after.removeprefix("\ufeff"))["tool"].pop("feedproof") == WRITTEN
    assert not (project / "feedproof.toml").exists()
    assert gate().return_value == 1


def test_a_start_that_names_nothing_is_written_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    init()
    (tmp_path / "body.json").write_text(json.dumps(COURSE), encoding="utf-8")
    assert "wrote feedproof.toml" in init().stdout
    assert [each["paths"] for each in tomllib.loads(Path("feedproof.toml").read_text())["payloads"]] == [["body.json"]]
    Path("feedproof.toml").write_text('fail-on = "note"\n')
    assert "it names no payloads and no servers yet; --force overwrites it" in init().stdout
    assert Path("feedproof.toml").read_text() == 'fail-on = "note"\n'


@pytest.mark.parametrize("name", ["feedproof.toml", "pyproject.toml"])
def test_a_second_run_changes_nothing(project: Path, name: str) -> None:
    if name == "pyproject.toml":
        (project / name).touch()
    init("--ci", "github")
    before = contents(project)
    result = init("--ci", "github")
    assert result.return_value in {None, 0}
    assert f"left {name} as it is" in result.stdout
    assert "left .github/workflows/feedproof.yml as it is: it has what would be written" in result.stdout
    assert contents(project) == before
    assert result.stdout.endswith("\n\nnext: run feedproof gate\n")


def contents(folder: Path) -> dict[Path, bytes]:
    return {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def test_what_is_there_is_overwritten_only_with_force(project: Path) -> None:
    own, workflow = project / "feedproof.toml", project / RECIPES["github"].target
    own.write_text('fail-on = "note"\n[[servers]]\n')
    workflow.parent.mkdir(parents=True)
    workflow.write_text("mine")
    result = init("--ci", "github")
    assert (own.read_text(), workflow.read_text()) == ('fail-on = "note"\n[[servers]]\n', "mine")
    assert "it differs; --force overwrites it" in result.stdout
    assert f"then: add to {RECIPES['github'].target} what it lacks of this recipe:\n\n" in result.stdout
    assert "then: commit both files" not in result.stdout
    assert "the recipe shows reports that feedproof.toml does not ask for: github to the log, " in result.stdout
    init("--ci", "github", "--force")
    assert tomllib.loads(own.read_text())["payloads"] == PAYLOADS
    assert "feedproof gate" in workflow.read_text()


def test_a_table_in_pyproject_is_never_overwritten(project: Path) -> None:
    file = project / "pyproject.toml"
    file.write_text('[tool.feedproof]\nfail-on = "note"\n')
    assert "left pyproject.toml as it is: it has [tool.feedproof]" in init("--force").stdout
    assert file.read_text() == '[tool.feedproof]\nfail-on = "note"\n'


def test_without_payloads_there_is_a_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = init()
    assert result.stdout.startswith("found no payload file that looks like one of the feeds\nwrote feedproof.toml\n")
    assert "name your payload files in feedproof.toml" in result.stdout
    with pytest.raises(Exception, match="names no payloads and no servers"):
        load_config(Path("feedproof.toml"))


@pytest.mark.parametrize("name", ['a "b"/*.x/[1].json', "é 漢/\\.json", "plain/a.NDJSON"])
def test_any_name_of_a_file_is_found_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.chdir(tmp_path)
    put(name, VENUE)
    put(str(Path(name).with_name("other.json")), {"name": "x"})
    init()
    result = gate()
    assert result.return_value == 0
    assert "1 payload file with 1 record" in result.stdout


@pytest.mark.parametrize("ci", RECIPES)
def test_the_configuration_asks_for_the_reports_of_the_recipe(project: Path, ci: str) -> None:
    result = init("--ci", ci)
    assert f"wrote {RECIPES[ci].target}\n" in result.stdout
    config = load_config(project / "feedproof.toml")
    require_consistent(config)
    asked = [(report.format, Path(report.file).name if report.file else "") for report in config.reports]
    assert asked == [*(RECIPES[ci].reports or [("html", "feedproof-report.html")])]
    assert config.servers == []


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("pyproject.toml", "[tool", "feedproof: pyproject.toml: not TOML: "),
        ("pyproject.toml", "tool = {}", "feedproof: pyproject.toml: [tool.feedproof] cannot be added at its end; "),
        ("pyproject.toml", "tool = 1", "feedproof: pyproject.toml: [tool.feedproof] cannot be added at its end; "),
        (".github", "a file", "feedproof: .github/workflows/feedproof.yml: Not a directory"),
    ],
)
def test_what_cannot_be_written_is_one_line(
    project: Path, capsys: pytest.CaptureFixture[str], name: str, text: str, message: str
) -> None:
    (project / name).write_text(text)
    assert run(["init", "--ci", "github"]) == 2
    error = capsys.readouterr().err
    assert error.startswith(message)
    assert error.count("\n") == 1
    assert (project / name).read_text() == text


@pytest.mark.usefixtures("project")
def test_recorded_traffic_is_found_by_what_it_holds_and_named_without_a_feed() -> None:
    ours, foreign = (
        entry("POST", "/coursedates", json.dumps(COURSE), status=201),
        entry("GET", "/elsewhere", answered="{}"),
    )
    for name in (
        "traffic/a.har",
        "posts/three.json",
        "cassettes/a.yaml",
        "cassettes/b.yml",
        "other/a.har",
        "data/no.yaml",
    ):
        Path(name).parent.mkdir(exist_ok=True)
    Path("traffic/a.har").write_bytes(har(foreign, ours))
    Path("other/a.har").write_bytes(har(foreign))
    Path("posts/three.json").write_text(json.dumps(cassette([interaction(ours)])))
    Path("cassettes/a.yaml").write_text(yaml.dump(cassette([interaction(ours)])))
    Path("cassettes/b.yml").write_text(yaml.dump(cassette([interaction(foreign)])))
    Path("data/no.yaml").write_text(yaml.dump(COURSE))
    result = init()
    assert "found 3 recordings of traffic: cassettes/*.yaml, posts/three.json, traffic/*.har\n" in result.output
    recordings, *others = tomllib.loads(Path("feedproof.toml").read_text())["payloads"]
    assert recordings == {"paths": ["cassettes/*.yaml", "posts/three.json", "traffic/*.har"]}
    assert others == [PAYLOADS[0] | {"paths": ["posts/one.json", "posts/two.json"]}, PAYLOADS[1]]
    assert "6 files, 4 exchanges (1 of no feed), 6 records" in gate().output


def test_the_files_of_a_folder_are_not_compared_with_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """There may be thousands: then init would take minutes."""
    compared = 0
    equal = Path.__eq__

    def counted(one: Path, other: object) -> bool:
        nonlocal compared
        compared += 1
        return equal(one, other)

    monkeypatch.setattr(PurePath, "__eq__", counted)
    files = [Path("feeds", f"{number}.json") for number in range(200)]
    assert list(init_look._patterns(files, list(files))) == ["feeds/*.json"]  # noqa: SLF001 - of many files
    assert compared <= len(files)
