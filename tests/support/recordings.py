"""Recordings made by hand: HAR and cassettes of a few exchanges."""

import json
from collections.abc import Iterable
from typing import Any

BASE = "https://feeds.example.com/app/api"
GOOD: dict[str, Any] = {
    "StartDate": "2027-01-11T09:00:00",
    "EndDate": "2027-01-15T17:00:00",
    "Status": "OnHold",
    "MaxPlaces": 22,
}
READ = GOOD | {"CourseDateID": "7", "StartDate": "2027-01-11T09:00:00Z", "EndDate": "2027-01-15T17:00:00Z"}
JSON = "application/json"


def entry(method: str, path: str, sent: str | None = None, answered: str | None = None, status: int = 200) -> Any:
    """Return an entry of a HAR file, with the request's and the answer's body as text."""
    post = {} if sent is None else {"postData": {"mimeType": JSON, "text": sent}}
    content = {"size": 0, "mimeType": JSON} | ({} if answered is None else {"text": answered})
    return {
        "startedDateTime": "2026-11-26T10:00:00.000Z",
        "request": {"method": method, "url": BASE + path, "headers": [{"name": "Accept", "value": JSON}], **post},
        "response": {"status": status, "headers": [], "content": content},
    }


def har(*entries: Any) -> bytes:
    """Return a HAR file with these entries, each on one line."""
    lines = ",\n".join(json.dumps(each) for each in entries)
    return f'{{"log": {{"version": "1.2", "creator": {{"name": "x", "version": "1"}}, "entries": [\n{lines}\n]}}}}'.encode()


def interaction(entry: Any, **response: Any) -> Any:
    """Return an entry of a HAR file in the form that vcrpy records."""
    request, answer = entry["request"], entry["response"]
    body = {"string": answer["content"].get("text", "")}
    return {
        "request": {
            "method": request["method"],
            "uri": request["url"],
            "headers": {"Content-Type": [JSON]},
            "body": request.get("postData", {}).get("text"),
        },
        "response": {
            "status": {"code": answer["status"], "message": "x"},
            "headers": {"Content-Type": [JSON]},
            "body": body,
            **response,
        },
    }


def cassette(interactions: Iterable[Any]) -> dict[str, Any]:
    """Return the document that vcrpy writes as YAML or JSON."""
    return {"interactions": list(interactions), "version": 1}
