"""Odoo's own tests, with this addon and without it.

It runs the tests that go through every model, view and report, and those of what the
addon extends. Many of them also fail without the addon, most with Debian's package. So
only complaints count that come with the addon alone. It also runs the addon's own tests
beside modules that the addon does not depend on.
"""

from __future__ import annotations

import os
import re
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from . import databases
from .odoo_parts import Part
from .odoo_tests import CLOSING, LINE, STARTING, Tally
from .runtime import ADDON, Runtime
from .say import Heartbeat, say, start, step

# Test tags of Odoo, see odoo/tests/tag_selector.py.
SAMPLE = (
    "/base:TestEveryModel",
    "/base:TestReports.test_reports",
    "/base:TestInvisibleField",
    "/base:TestNeutralize",
    "/base:TestOverrides",
    "/test_lint:TestIndex",
    "/test_lint:TestLintOverrideSignatures",
    "/test_lint:TestNaming",
    "/account:TestAccountMoveSend.test_is_move_sent_state",
)
ALL = (
    *SAMPLE,
    "/base:TestModelDeprecations",
    "/base/tests/test_res_config.py",
    "/base/tests/test_views.py",
    "/account/tests/test_account_move_out_invoice.py",
    "/account/tests/test_account_move_send.py",
    "/account/tests/test_audit_trail.py",
    "/account/tests/test_company_branch.py",
    "/account/tests/test_ir_actions_report.py",
    "/account/tests/test_portal_invoice.py",
    "/account/tests/test_res_partner_merge.py",
    "/l10n_de",
    "/snailmail_account",
    "/test_lint",
    "-/test_lint:TestTestHoles",  # wants tests/pure, which pytest runs, imported
)
# The modules that our tests of this tag need.
OTHERS = "sale_management,stock,purchase,repair,point_of_sale"
OTHERS_TAG = "other_modules"
CHECKS = "test_lint"  # a module of tests, which therefore has to be installed
MODULE = re.compile(r"odoo\.addons\.(\w+)\.tests\b")
# What differs from run to run: numbers, addresses in memory, the database's name.
PASSING = re.compile(rf"0x[0-9a-f]+|\d+(\.\d+)?|{ADDON}_core_\w+")


@dataclass
class Findings:
    """`complaints`: what is the same in any run, to the lines of the log; `tags`: the
    tests that complained."""

    total: int = 0
    complaints: dict[str, str] = field(default_factory=dict)
    tags: dict[str, None] = field(default_factory=dict)


def run(runtime: Runtime, sample: bool) -> Tally:
    tags = SAMPLE if sample else ALL
    template = databases.office_template(runtime)
    found = tested(runtime, template, "with", tags)
    complaints = found.complaints
    if complaints:
        base = databases.base_template(runtime)
        again = tags if "" in found.tags else tuple(found.tags)
        before = tested(runtime, base, "without", again).complaints
        # Tests that check files find ours even where the addon is not installed.
        complaints = {
            key: text
            for key, text in complaints.items()
            if key not in before or f"/{ADDON}/" in text
        }
    for text in complaints.values():
        say(f"FAILED, and only with {ADDON}:\n{text}")
    if not found.total:
        say("FAILED: Odoo ran no test.")
        return Tally(failed=1)
    failed = min(len(complaints), found.total)
    tally = Tally(found.total - failed, failed)
    return tally if sample else tally + beside_others(runtime)


def beside_others(runtime: Runtime) -> Tally:
    """Run our own tests with the modules that offices have besides."""
    template = databases.base_template(runtime)
    with step(f"Tests beside {OTHERS}", "some minutes"), Heartbeat() as heartbeat:
        part = Part(runtime, 0, [OTHERS_TAG], heartbeat, f"{ADDON},{OTHERS}")
        return part.run(template, keep=False)


def tested(
    runtime: Runtime, template: str, how: str, tags: tuple[str, ...]
) -> Findings:
    """Run those tests in a copy of that database."""
    database = f"{ADDON}_core_{how}_{os.getpid()}"
    databases.copy(runtime, template, database)
    found = Findings()
    log = runtime.home.log(f"core-{how}")
    log.write_text("")
    try:
        with step(f"Odoo's own tests {how} {ADDON}", "half a minute to some minutes"):
            if any(tag.startswith(f"/{CHECKS}") for tag in tags):
                # Tests at install run while their module is installed.
                now = ",".join([*tags, "-post_install"])
                install = ("-i", CHECKS, "--test-tags", now)
                read(start_odoo(runtime, database, *install), log, found)
            # In a whole database the tests at install fail by themselves.
            now = ",".join([*tags, "-at_install"])
            read(start_odoo(runtime, database, "--test-tags", now), log, found)
    finally:
        databases.drop(runtime, database)
    return found


def start_odoo(runtime: Runtime, database: str, *arguments: str) -> subprocess.Popen:
    command = runtime.command("-d", database, "--stop-after-init", *arguments)
    return start(command, env=runtime.environment)


def read(process: subprocess.Popen, log: Path, found: Findings) -> None:
    """Note what Odoo complains of while it tests."""
    block: list[str] = []
    tag = ""

    def close() -> None:
        if block:
            text = "".join(block).rstrip()
            found.complaints[PASSING.sub("#", text)] = text
            found.tags[tag] = None
            block.clear()

    with open(log, "a") as out, Heartbeat() as heartbeat:
        for line in process.stdout:
            out.write(line)
            match = LINE.match(line)
            if not match:
                if block:
                    block.append(line)
                continue
            close()
            level, logger, message = match.groups()
            if closing := CLOSING.match(message):
                found.total += int(closing[3])
            elif level not in ("DEBUG", "INFO"):
                block.append(message + "\n")
                # What fails outside of a test names its class only.
                tag = "" if "setUpClass" in message else tag
            elif running := STARTING.match(message):
                heartbeat.news = running[1]
                tag = f"/{MODULE.match(logger)[1]}:{running[1]}"
        close()
    process.wait()
