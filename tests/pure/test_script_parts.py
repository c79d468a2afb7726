"""How Odoo's test files are shared out between processes."""

from collections import Counter

from script.devenv.home import CHECKOUT, Home
from script.devenv.odoo_parts import Times

FILES = sorted(path.name for path in (CHECKOUT / "tests").glob("test_*.py"))


def times(tmp_path, seconds):
    found = Times(Home(tmp_path))
    found.seconds = seconds
    return found


def test_each_file_is_in_one_part(tmp_path):
    for count in (1, 2, 3):
        parts = times(tmp_path, {}).shared_out(count)
        assert len(parts) == count
        tags = sorted(tag for part in parts for tag in part)
        assert tags == [f"/internetmarke/tests/{name}" for name in FILES]


def test_parts_take_as_long_as_each_other(tmp_path):
    seconds = dict.fromkeys(FILES, 1.0) | {FILES[3]: len(FILES) - 1.0}
    [slow], others = sorted(times(tmp_path, seconds).shared_out(2), key=len)
    assert slow == f"/internetmarke/tests/{FILES[3]}"
    assert len(others) == len(FILES) - 1


def test_times_of_all_parts_are_remembered(tmp_path):
    one, other = Counter({FILES[0]: 2.5}), Counter({FILES[1]: 1.0})
    times(tmp_path, {}).keep(one, other)
    assert Times(Home(tmp_path)).seconds == {FILES[0]: 2.5, FILES[1]: 1.0}


def test_one_run_counts_half(tmp_path):
    known = {FILES[0]: 2.0, "test_that_is_gone.py": 1.0}
    times(tmp_path, known).keep(Counter({FILES[0]: 4.0, FILES[1]: 1.0}))
    assert Times(Home(tmp_path)).seconds == {FILES[0]: 3.0, FILES[1]: 1.0}


def test_times_that_cannot_be_read_are_forgotten(tmp_path):
    (tmp_path / "test-times.json").write_text("{")
    assert Times(Home(tmp_path)).seconds == {}
