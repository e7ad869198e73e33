"""A headless Chromium, controlled over a pipe by the DevTools protocol."""

import base64
import json
import os
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path
from select import select
from typing import Any, Self

import pytest

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--hide-scrollbars",
    "--remote-debugging-pipe",
)
PATIENCE = 30
"""The maximum seconds that the browser may take to answer."""


@dataclass
class Browser:
    """A headless Chromium that is controlled over a pipe, and all that its pages requested or complained about."""

    process: subprocess.Popen[bytes]
    to: int
    back: int
    session: str = ""
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    _rest: bytes = b""
    _number: int = 0

    @classmethod
    def start(cls, program: str, profile: Path) -> Self:
        """Start the browser with its own profile."""
        (read, to), (back, write) = os.pipe(), os.pipe()
        steered = f'exec "$@" 3</dev/fd/{read} 4>/dev/fd/{write}'
        command = ["sh", "-c", steered, "sh", program, *FLAGS, f"--user-data-dir={profile}"]
        process = subprocess.Popen(  # noqa: S603 - our own command
            command, pass_fds=(read, write), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        os.close(read)
        os.close(write)
        return cls(process, to, back)

    def stop(self) -> None:
        """End the browser; it ends by itself once the pipe is closed."""
        os.close(self.to)
        os.close(self.back)
        self.process.terminate()
        self.process.wait(PATIENCE)

    def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Call a method of the DevTools protocol; note the events that come before its result."""
        self._number += 1
        message = {"id": self._number, "method": method, "params": parameters}
        message |= {"sessionId": self.session} if self.session else {}
        os.write(self.to, json.dumps(message).encode() + b"\0")
        while (answer := self._next()).get("id") != self._number:
            self._note(answer)
        assert "error" not in answer, (method, answer)
        result: dict[str, Any] = answer["result"]
        return result

    def _next(self) -> dict[str, Any]:
        while b"\0" not in self._rest:
            assert select([self.back], [], [], PATIENCE)[0], "the browser does not answer"
            data = os.read(self.back, 1 << 20)
            assert data, "the browser ended"
            self._rest += data
        line, _, self._rest = self._rest.partition(b"\0")
        parsed: dict[str, Any] = json.loads(line)
        return parsed

    def _note(self, event: dict[str, Any]) -> None:
        method, values = event.get("method"), event.get("params", {})
        if method == "Network.requestWillBeSent":
            self.requests.append(values["request"]["url"])
        elif method in {"Runtime.exceptionThrown", "Runtime.consoleAPICalled", "Log.entryAdded"}:
            self.complaints.append(json.dumps(values))

    def open(self, file: Path, *, script: bool = True, width: int = 1200, height: int = 900) -> None:
        """Open a file in a new page and wait until it is loaded."""
        self.session = ""
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Network", "Log"):
            self.call(f"{domain}.enable")
        self.call("Emulation.setScriptExecutionDisabled", value=not script)
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)
        self.requests.clear()
        self.complaints.clear()
        self.call("Page.navigate", url=file.as_uri())
        self.wait("document.readyState === 'complete' && location.protocol === 'file:'")

    def run(self, script: str) -> Any:
        """Evaluate an expression in the page."""
        done = self.call("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in done, done
        return done["result"].get("value")

    def wait(self, condition: str) -> None:
        """Wait until an expression is true."""
        for _ in range(500):
            if self.run(f"Boolean({condition})"):
                return
            time.sleep(0.02)
        pytest.fail(f"{condition} did not become true")

    def media(self, medium: str = "", scheme: str = "light") -> None:
        """Show the page as it is printed, or in a dark colour scheme."""
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        self.call("Emulation.setEmulatedMedia", media=medium, features=features)

    def key(self, name: str, code: int, text: str = "") -> None:
        """Press a key."""
        for kind in ("keyDown", "keyUp"):
            shown = {"text": text} if text and kind == "keyDown" else {}
            self.call("Input.dispatchKeyEvent", type=kind, key=name, code=name, windowsVirtualKeyCode=code, **shown)

    def picture(self, file: Path, *, whole: bool = False) -> bytes:
        """Write a screenshot."""
        data = base64.b64decode(self.call("Page.captureScreenshot", captureBeyondViewport=whole)["data"])
        file.write_bytes(data)
        return data
