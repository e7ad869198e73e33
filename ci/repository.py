"""Where the repository begins: a forge knows a file by its place in there, wherever in it feedproof runs."""

import os
from collections.abc import Iterator
from pathlib import Path

_CHECKOUT_VARIABLES = ("GITHUB_WORKSPACE", "CI_PROJECT_DIR", "BUILD_SOURCESDIRECTORY")
"""What the runners of GitHub, GitLab and Azure call the folder of the checkout; with several checkouts, that of all."""


def above(folder: Path) -> int | None:
    """Return how many folders above one the repository begins, by its .git; None outside of one."""
    folder = folder.resolve()
    return next((depth for depth, place in enumerate((folder, *folder.parents)) if (place / ".git").exists()), None)


def root() -> Path:
    """Return the root of the repository around the current folder; without .git what the runner says, or else this folder."""
    here = Path.cwd()
    depth = above(here)
    if depth is not None:
        return (here, *here.parents)[depth]
    return next((place for place in _checkouts() if here.is_relative_to(place)), here)


def _checkouts() -> Iterator[Path]:
    for name in _CHECKOUT_VARIABLES:
        if value := os.environ.get(name):
            yield Path(value).resolve()
