"""What script/test makes of Odoo's log."""

import pytest

from script.devenv.odoo_tests import Reader, Tally

HEAD = "2026-01-31 10:00:00,000 4711 {level} db odoo.addons.internetmarke.tests: "
CLOSING = "{failed} failed, {errors} error(s) of {total} tests when loading database"


def read(*lines):
    reader = Reader()
    shown = [line for line in lines if reader.read(line)]
    return reader, shown


def info(message):
    return HEAD.format(level="INFO") + message + "\n"


def closing(failed, errors, total):
    return info(CLOSING.format(failed=failed, errors=errors, total=total))


def test_passed_and_failed_tests_are_counted():
    reader, _shown = read(info("Starting TestA.test_b ..."), closing(1, 2, 10))
    assert reader.tally == Tally(passed=7, failed=3)
    assert reader.news == "TestA.test_b"


def test_time_belongs_to_the_file_of_the_test():
    in_file = "addons.internetmarke.tests.test_x: Starting TestA.test_b ...\n"
    reader, _shown = read(HEAD.format(level="INFO").split("addons")[0] + in_file)
    assert not reader.seconds
    reader.read(closing(0, 0, 1))
    assert list(reader.seconds) == ["test_x.py"]


def test_no_test_ran():
    reader, _shown = read(closing(0, 0, 0))
    assert not reader.tally.ran


@pytest.mark.parametrize(
    "reason",
    ["websocket-client module is not installed", "Chrome executable not found"],
)
def test_browser_test_without_browser_is_a_failure(reason):
    reader, _shown = read(
        info("Starting TestTour.test_it ..."),
        info(f"skipped TestTour.test_it : {reason}"),
        closing(0, 0, 3),
    )
    assert reader.unfit == [("TestTour.test_it", reason)]
    assert reader.tally == Tally(passed=2, failed=1)


def test_other_skips_are_skips():
    reader, _shown = read(
        info("Starting TestA.test_b ..."),
        info("skipped TestA.test_b : no reference here"),
        info("skipped setUpClass (x.TestC) : not for this chart"),
        closing(0, 0, 3),
    )
    assert reader.tally == Tally(passed=2, failed=0, skipped=2)
    assert str(reader.tally) == "2 passed, 0 failed, 2 skipped"


def test_tracebacks_are_shown_whole():
    error = HEAD.format(level="ERROR") + "FAIL: TestA.test_b\n"
    lines = [info("a"), error, "Traceback ...\n", "AssertionError\n", info("b")]
    _reader, shown = read(*lines)
    assert shown == lines[1:4]
