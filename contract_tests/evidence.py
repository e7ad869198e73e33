"""The contract's evidence for what it requires of an answer; a failure carries it."""

from typing import Any

from ..spec.contract import Contract
from ..spec.evidence import CERTAINTY, SOURCE, UNSAID, Evidence, evidence_at, evidence_of
from ..spec.flat import Path, schema_at
from ..spec.flatten import flatten
from ..spec.layers import layers
from ..spec.operations import JSON, Operation, answer_schema_at, deref
from ..spec.status import is_success

NO_EVIDENCE = Evidence("", "")
"""For a failure against no single fact of the contract: HTTP requires it, or the server contradicts itself."""


def of_answer(contract: Contract, operation: Operation, status: int) -> Evidence:
    """Return the evidence for the content that the contract gives to answers with a status."""
    response = _response(contract, operation, status)
    return Evidence(response[CERTAINTY], response[SOURCE]) if CERTAINTY in response else NO_EVIDENCE


def of_body(contract: Contract, operation: Operation, status: int) -> Evidence:
    """Return the evidence for the body of answers with a status."""
    if not _has_schema(contract, operation, status):
        return NO_EVIDENCE
    at, _ = next(layers(contract.openapi, answer_schema_at(contract.openapi, operation, str(status))))
    return evidence_at(contract.openapi, at)


def of_media(contract: Contract, operation: Operation, status: int) -> Evidence:
    """Return the evidence that answers with a status are JSON: for a refusal that of its body, for a success that of the answer."""
    return (of_answer if is_success(status) else of_body)(contract, operation, status)


def of_keyword(contract: Contract, operation: Operation, status: int, place: Path, keyword: str) -> Evidence:
    """Return the evidence for a keyword at a place in answers with a status."""
    if not _has_schema(contract, operation, status):
        return NO_EVIDENCE
    whole = flatten(contract.openapi, answer_schema_at(contract.openapi, operation, str(status)), UNSAID)
    flat = schema_at(whole, place)
    return evidence_of(flat, keyword, flat.get(keyword)) or NO_EVIDENCE


def _has_schema(contract: Contract, operation: Operation, status: int) -> bool:
    return "schema" in _response(contract, operation, status).get("content", {}).get(JSON, {})


def _response(contract: Contract, operation: Operation, status: int) -> dict[str, Any]:
    return deref(contract.openapi, operation.node["responses"].get(str(status), {}))
