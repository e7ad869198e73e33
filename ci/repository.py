"""Find the root of the repository: a forge names files relative to it, whatever folder feedproof runs in."""

import os
from collections.abc import Iterator
from pathlib import Path

_CHECKOUT_VARIABLES = ("GITHUB_WORKSPACE", "CI_PROJECT_DIR", "BUILD_SOURCESDIRECTORY")
"""What the runners of GitHub, GitLab and Azure call the folder of the checkout; with several checkouts, that of all."""


def above(folder: Path) -> int | None:
    """Return how many folders above a folder the root of its repository is, found by .git; None outside a repository."""
    folder = folder.resolve()
    return next((depth for depth, place in enumerate((folder, *folder.parents)) if (place / ".git").exists()), None)


def root() -> Path:
    """Return the root of the repository of the current folder; without .git, the runner's checkout, or else this folder."""
    here = Path.cwd()
    depth = above(here)
    if depth is not None:
        return (here, *here.parents)[depth]
    return next((place for place in _checkouts() if here.is_relative_to(place)), here)


def _checkouts() -> Iterator[Path]:
    for name in _CHECKOUT_VARIABLES:
        if value := os.environ.get(name):
            yield Path(value).resolve()
