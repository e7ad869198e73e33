"""The version of feedproof: a constant, because looking it up in the installed metadata takes longer than a check."""

from typing import Any

VERSION = "0.1.0"
TOOL = {"name": "feedproof", "version": VERSION}
"""Who wrote a report that is JSON."""


def tool(contract_version: str, contract_sha256: str) -> dict[str, Any]:
    """Return the version of feedproof and of the contract that was used, for a report."""
    return TOOL | {"contract": {"version": contract_version, "sha256": contract_sha256}}
