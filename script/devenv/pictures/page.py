"""A page in Chromium, driven by its DevTools protocol."""

from __future__ import annotations

import base64
import itertools
import json
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import requests
import websocket

from ..say import Failure, clean_environment, start

PATIENCE = 60  # seconds
PAUSE = 0.2
SWITCHES = (
    "--headless",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--hide-scrollbars",
    "--mute-audio",
    "--no-first-run",
    "--no-sandbox",
    "--remote-allow-origins=*",
    "--remote-debugging-port=0",
)


class Page:
    def __init__(self, address: str):
        self._socket = websocket.create_connection(address, timeout=PATIENCE)
        self._numbers = itertools.count(1)

    def send(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Call a method of the protocol; its events are not looked at."""
        number = next(self._numbers)
        message = {"id": number, "method": method, "params": parameters}
        self._socket.send(json.dumps(message))
        while (answer := json.loads(self._socket.recv())).get("id") != number:
            pass
        if error := answer.get("error"):
            raise Failure(f"Chromium refuses {method}: {error['message']}")
        return answer["result"]

    def evaluate(self, expression: str) -> Any:
        """The value of a JavaScript expression, once its promise is kept."""
        result = self.send(
            "Runtime.evaluate",
            expression=expression,
            awaitPromise=True,
            returnByValue=True,
        )
        if details := result.get("exceptionDetails"):
            text = details.get("exception", {}).get("description", details["text"])
            raise Failure(f"{expression}: {text}")
        return result["result"].get("value")

    def until(self, expression: str, what: str) -> None:
        """Wait until an expression is true."""
        deadline = time.monotonic() + PATIENCE
        while not self.evaluate(f"Boolean({expression})"):
            if time.monotonic() > deadline:
                raise Failure(f"{what} did not come within {PATIENCE} seconds.")
            time.sleep(PAUSE)

    def open(self, url: str, width: int, height: int, scale: float) -> None:
        self.send(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=scale,
            mobile=False,
        )
        self.send("Page.navigate", url=url)
        self.until("document.readyState === 'complete'", url)

    def see_through(self) -> None:
        """Take pictures with a transparent ground from now on."""
        ground = {"r": 0, "g": 0, "b": 0, "a": 0}
        self.send("Emulation.setDefaultBackgroundColorOverride", color=ground)

    def log_in(self, url: str, session: str) -> None:
        self.send("Network.setCookie", url=url, name="session_id", value=session)

    def picture(self, selector: str = "") -> bytes:
        """A PNG of what is seen, or of the first element of that selector."""
        clip = self.evaluate(f"({BOX})({json.dumps(selector)})") if selector else None
        parameters = {"clip": {**clip, "scale": 1}} if clip else {}
        shot = self.send("Page.captureScreenshot", format="png", **parameters)
        return base64.b64decode(shot["data"])


BOX = """selector => {
    const element = document.querySelector(selector);
    element.scrollIntoView();
    const box = element.getBoundingClientRect();
    return {x: box.x, y: box.y, width: box.width, height: box.height};
}"""


@contextmanager
def chromium(program: Path) -> Iterator[Page]:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        command = [str(program), *SWITCHES, f"--user-data-dir={folder}", "about:blank"]
        process = start(command, env=clean_environment())
        try:
            yield Page(_address(Path(folder), process))
        finally:
            process.terminate()
            process.wait()


def _address(folder: Path, process: subprocess.Popen) -> str:
    """Where the first page listens."""
    port = folder / "DevToolsActivePort"
    deadline = time.monotonic() + PATIENCE
    while not (port.is_file() and port.read_text().strip()):
        if process.poll() is not None or time.monotonic() > deadline:
            raise Failure("Chromium does not start.")
        time.sleep(PAUSE)
    number = port.read_text().splitlines()[0]
    pages = requests.get(f"http://127.0.0.1:{number}/json", timeout=PATIENCE).json()
    return next(
        page["webSocketDebuggerUrl"] for page in pages if page["type"] == "page"
    )
