"""The cache folder: what is in it is complete, and made once."""

import multiprocessing

import pytest

from script.devenv.home import Home
from script.devenv.say import Failure


def test_broken_off_work_is_no_result(tmp_path):
    home = Home(tmp_path)
    target = tmp_path / "part" / "1.0"

    def break_off(folder):
        (folder / "half").touch()
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        home.make(target, break_off)
    assert not target.exists()

    home.make(target, lambda folder: (folder / "whole").touch())
    assert [path.name for path in target.iterdir()] == ["whole"]
    assert [path.name for path in target.parent.iterdir()] == ["1.0"]


def make_while_other_waits(path, arrived):
    def build(folder):
        with open(path / "builds", "a") as log:
            log.write("x")
        for _run in range(2):
            assert arrived.acquire(timeout=20)

    arrived.release()
    Home(path).make(path / "part", build)


def test_two_runs_make_it_once(tmp_path):
    context = multiprocessing.get_context("fork")
    arrived = context.Semaphore(0)
    runs = [
        context.Process(target=make_while_other_waits, args=(tmp_path, arrived))
        for _ in range(2)
    ]
    for run in runs:
        run.start()
    for run in runs:
        run.join(30)
    assert [run.exitcode for run in runs] == [0, 0]
    assert (tmp_path / "builds").read_text() == "x"


def test_comma_would_split_the_addons_path(tmp_path):
    with pytest.raises(Failure, match="comma"):
        Home(tmp_path / "a,b")
