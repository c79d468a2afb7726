"""script/serve: the demo database in the web client, until Ctrl-C."""

from __future__ import annotations

import signal
import sys
import threading

from .. import office, servers
from ..home import Home
from ..runtime import ADDON, ready
from ..say import Failure, say


def main(home: Home, arguments: list[str]) -> int:
    if arguments:
        raise Failure("script/serve takes no arguments.", "Run it without.")
    with office.held(home), ready(home, usual_port=True) as runtime:
        update = ()
        if not office.is_open(runtime):
            office.open_anew(runtime)
        elif not office.is_current(home):
            say("    The addon has changed since: its database is updated.")
            update = ("-u", ADDON)
        with servers.post(runtime, office.post_state(home)) as printed:
            office.point_to(printed)
            with servers.odoo(runtime, office.DATABASE, *update):
                office.remember_state(home)
                print("The Post of our own, and the account in it:")
                for name, value in printed.items():
                    print(f"    {name}: {value}")
                print("Odoo with the demo company, in the browser:")
                print(f"    {runtime.url}\n    login: admin\n    password: admin")
                sys.stdout.flush()
                say("Stop with Ctrl-C.")
                wait_for_signal()
    return 0


def wait_for_signal() -> None:
    stopped = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: stopped.set())
    stopped.wait()
