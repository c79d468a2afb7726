"""doc/faults.rst is what the table of faults says."""

from pathlib import Path

import fault_doc
from faults import table
from faults.answers import FAULTS

ROOT = Path(__file__).parent.parent.parent


def test_documentation_is_written_from_the_table():
    written = (ROOT / "doc" / "faults.rst").read_text(encoding="utf-8")
    assert written == fault_doc.rst(), fault_doc.__doc__


def test_no_cell_is_there_twice_and_none_is_forgotten():
    cells = [(call, fault) for call, fault, _ in table.cells()]
    assert len(set(cells)) == len(cells)
    of_a_file = {"strange", "html", "damaged", "too_big", "thousands", "one_short"}
    of_a_file |= {"one_more", "no_id", "foreign", "check", "twice"}
    of_an_order = {"text_404", "other_order", "no_cart", "no_link"}
    of_json = {"500_after", "expired", "shape", "text", "extra"}
    for call in table.TABLE:
        missing = set(FAULTS) - {fault for where, fault in cells if where == call}
        if call not in ("checkout", "find_order"):
            assert of_an_order <= missing, call
            missing -= of_an_order
        if call == "document":
            assert missing == of_json
        elif call == "manifest":
            assert missing == of_json | of_a_file - {"html", "damaged", "too_big"}
        elif call == "products":
            assert missing == of_a_file | {"expired"}  # no token there
        else:
            assert missing == of_a_file, call


def test_the_sample_has_each_outcome_and_each_fault():
    sample = table.sample()
    assert len(set(sample)) == len(sample)
    assert set(sample) <= set(table.cells())
    rows = {(call, outcome) for call, _, outcome in table.cells()}
    assert {(call, outcome) for call, _, outcome in sample} == rows
    assert {fault for _, fault, _ in sample} == set(FAULTS)
