"""What pip installs to have this feedproof on another machine, as far as its own installation tells."""

import json
from importlib.metadata import PackageNotFoundError, distribution
from typing import Any
from urllib.parse import urlsplit

from ..validators.bulk.names import without_user
from .version import VERSION

UNKNOWN = f"feedproof[all] @ git+https://git.example.com/feedproof@v{VERSION}"
"""What stands in a recipe where nobody can tell; its host does not exist, so that it fails loudly."""


def requirement() -> str | None:
    """Return the requirement: a version of the package index, a URL, or a commit. None where a folder of this machine is all.

    pip notes where a distribution came from, unless it was an index (PEP 610).
    """
    try:
        noted = distribution("feedproof").read_text("direct_url.json")
    except PackageNotFoundError:
        return None
    return _of(json.loads(noted)) if noted else f"feedproof[all]=={VERSION}"


def _of(origin: dict[str, Any]) -> str | None:
    parts = urlsplit(origin["url"])
    if parts.scheme == "file":
        return None
    is_secret = parts.scheme in {"http", "https"}
    url = without_user(origin["url"]) if is_secret else parts.geturl()
    if vcs := origin.get("vcs_info"):
        return f"feedproof[all] @ {vcs['vcs']}+{url}@{vcs['commit_id']}"
    return f"feedproof[all] @ {url}"
