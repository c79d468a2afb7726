"""doc/faults.rst is what the table of faults says."""

import importlib.util
from pathlib import Path

TESTS = Path(__file__).parent.parent


def _table():
    spec = importlib.util.spec_from_file_location("table", TESTS / "fault_table.py")
    table = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(table)
    return table


def test_documentation_is_written_from_the_table():
    written = (TESTS.parent / "doc" / "faults.rst").read_text(encoding="utf-8")
    assert written == _table().rst(), "python3 tests/fault_table.py > doc/faults.rst"


def test_no_cell_is_there_twice_and_none_is_forgotten():
    table = _table()
    cells = [(call, fault) for call, fault, _ in table.cells()]
    assert len(set(cells)) == len(cells)
    of_a_file = {"strange", "html", "damaged", "too_big", "thousands", "one_short"}
    of_a_file |= {"one_more", "no_id", "foreign", "check", "twice"}
    of_json = {"500_after", "expired", "shape", "text", "extra"}
    for call in table.TABLE:
        missing = set(table.FAULTS) - {fault for where, fault in cells if where == call}
        if call == "document":
            assert missing == of_json
        elif call == "manifest":
            assert missing == of_json | of_a_file - {"html", "damaged", "too_big"}
        elif call == "products":
            assert missing == of_a_file | {"expired"}  # no token there
        else:
            assert missing == of_a_file, call
