"""The requirement with which pip installs this feedproof on another machine, as far as its own installation shows it."""

import json
from importlib.metadata import PackageNotFoundError, distribution
from typing import Any
from urllib.parse import urlsplit

from ..validators.bulk.names import without_user
from .version import VERSION

UNKNOWN = f"feedproof[all] @ git+https://git.example.com/feedproof@v{VERSION}"
"""The requirement in a recipe when the real one is not known; its host does not exist, so that it fails loudly."""


def requirement() -> str | None:
    """Return the requirement: a version of the package index, a URL, or a commit; None if it was installed from a local folder.

    pip notes where a distribution came from, unless it was an index (PEP 610).
    """
    try:
        noted = distribution("feedproof").read_text("direct_url.json")
    except PackageNotFoundError:
        return None
    return _direct_requirement(json.loads(noted)) if noted else f"feedproof[all]=={VERSION}"


def _direct_requirement(origin: dict[str, Any]) -> str | None:
    """Return the requirement for a URL or a commit, from pip's `direct_url.json`."""
    parts = urlsplit(origin["url"])
    if parts.scheme == "file":
        return None
    is_secret = parts.scheme in {"http", "https"}
    url = without_user(origin["url"]) if is_secret else parts.geturl()
    if vcs := origin.get("vcs_info"):
        return f"feedproof[all] @ {vcs['vcs']}+{url}@{vcs['commit_id']}"
    return f"feedproof[all] @ {url}"
