"""What the checks of an upgrade and of Odoo's own tests see."""

import sys

import pytest

from script.devenv import snapshot
from script.devenv.core_tests import Findings, read
from script.devenv.say import start

BEFORE = {"internetmarke_letter": {(1,): {"id": 1, "carrier": "label", "cents": 95}}}


def test_a_renamed_column_is_not_lost(monkeypatch):
    monkeypatch.setitem(snapshot.RENAMED, "internetmarke_letter.carrier", "medium")
    row = {"id": 1, "medium": "label", "cents": 95, "new": None}
    assert snapshot.lost(BEFORE, {"internetmarke_letter": {(1,): row}}) == []


def test_a_changed_value_is_computed_from_the_row(monkeypatch):
    place = "internetmarke_letter.carrier"
    monkeypatch.setitem(snapshot.CHANGED, place, lambda row: row["carrier"].upper())
    row = {"id": 1, "carrier": "LABEL", "cents": 95}
    assert snapshot.lost(BEFORE, {"internetmarke_letter": {(1,): row}}) == []


@pytest.mark.parametrize(
    ("after", "told"),
    [
        ({}, "table internetmarke_letter is gone"),
        ({"internetmarke_letter": {}}, "row (1,) is gone"),
        (
            {"internetmarke_letter": {(1,): {"id": 1, "cents": 95}}},
            "letter.carrier is gone",
        ),
        (
            {
                "internetmarke_letter": {
                    (1,): {"id": 1, "carrier": "label", "cents": 94}
                }
            },
            "95 is now 94",
        ),
    ],
)
def test_what_is_lost_is_told(after, told):
    [problem] = snapshot.lost(BEFORE, after)
    assert told in problem


def test_complaints_are_the_same_in_any_run_and_name_their_test(tmp_path):
    def findings(number):
        prefix = f"2026-11-26 06:09:{number},001 {number} "
        name = f"internetmarke_core_with_{number} odoo"
        lines = [
            f"{prefix}INFO {name}.addons.base.tests.test_x: Starting TestX.test_y ...",
            f"{prefix}ERROR {name}.addons.base.tests.test_x: FAIL: TestX.test_y",
            f"AssertionError: res.partner({number},) at 0x7f{number}",
            f"{prefix}ERROR {name}.tests.result: 1 failed, 0 error(s) of 2 tests when"
            " loading database",
        ]
        code = f"print({chr(10).join(lines)!r})"
        found = Findings()
        read(start([sys.executable, "-c", code]), tmp_path / "log", found)
        return found

    one, other = findings(12), findings(34)
    assert list(one.tags) == ["/base:TestX.test_y"]
    assert one.total == 2
    assert one.complaints.keys() == other.complaints.keys()
    assert one.complaints != other.complaints
