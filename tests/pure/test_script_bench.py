"""What script/bench says of its goals."""

import pytest

from script.devenv.bench import rows
from script.devenv.bench.clock import ratio
from script.devenv.bench.rows import GOALS, Goal

MET = {name: goal.limit * 0.9 for name, goal in GOALS.items()}


def test_a_line_for_each_goal():
    lines = rows.lines(MET)
    assert [line.split()[0] for line in lines] == list(GOALS)
    assert {line.split()[3] for line in lines} == {"ok"}
    assert not rows.missed(MET)


@pytest.mark.parametrize("name", GOALS)
def test_what_is_over_its_limit_is_missed(name):
    values = MET | {name: GOALS[name].limit * 1.1}
    assert rows.missed(values) == [name]
    [line] = [line for line in rows.lines(values) if line.startswith(f"{name} ")]
    assert line.split()[3] == "missed"


def test_what_was_not_measured_is_missed():
    assert rows.missed({}) == list(GOALS)
    assert {line.split()[3] for line in rows.lines({})} == {"missed"}


def test_a_limit_is_reached_or_not():
    assert not Goal("", 3).met_by(3)
    assert Goal("", 3, reaches=True).met_by(3)


def test_a_line_tells_value_and_goal():
    [line] = [line for line in rows.lines({"memory": 412.04}) if "412" in line]
    assert line.split()[:4] == ["memory", "412.04MB", "<600MB", "ok"]


def test_pairs_are_compared_with_each_other():
    # What disturbs both of a pair changes nothing.
    assert ratio([(1.0, 2.0), (10.0, 20.0), (1.0, 30.0)]) == 2.0
