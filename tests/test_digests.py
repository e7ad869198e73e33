"""The same seed gives the same bytes: those that are recorded, in every process and on every platform.

`python tests/digests.py > tests/digests.json` records them again, if the maker is changed on purpose.
.ci/run compares them under every Python that is on the machine.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
SCRIPT = HERE / "digests.py"


@pytest.mark.parametrize("hashing", ["0", "1", "4294967295"])
def test_the_bytes_are_the_recorded_ones(hashing: str) -> None:
    environment = os.environ | {"PYTHONHASHSEED": hashing}
    done = subprocess.run([sys.executable, "-P", SCRIPT, "--check"], capture_output=True, text=True, env=environment)  # noqa: S603, PLW1510 - our own script
    assert (done.returncode, done.stderr) == (0, "")
    assert "the recorded bytes" in done.stdout


def test_other_bytes_are_told(tmp_path: Path) -> None:
    for name in ("digests.py", "boats.yaml"):
        (tmp_path / name).write_bytes((HERE / name).read_bytes())
    recorded = json.loads((HERE / "digests.json").read_text(encoding="utf-8"))
    (tmp_path / "digests.json").write_text(json.dumps(recorded | {"dataset": "0"}), encoding="utf-8")
    command = [sys.executable, "-P", tmp_path / "digests.py", "--check"]
    done = subprocess.run(command, capture_output=True, text=True)  # noqa: S603, PLW1510 - our own script
    assert done.returncode == 1
    assert done.stdout.endswith("other bytes: dataset\n")


def test_every_digest_is_of_something_else() -> None:
    recorded = json.loads((HERE / "digests.json").read_text(encoding="utf-8"))
    assert len(set(recorded.values())) >= 20, "a feed without dates is the same on another day; all else differs"
