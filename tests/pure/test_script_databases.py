"""Templates of databases: from which files, and which of them are dropped."""

import shutil
import time
from types import SimpleNamespace

import pytest

from script.devenv import databases
from script.devenv.home import Home
from script.devenv.postgres import Server


def test_hidden_files_of_tools_make_no_new_template(tmp_path):
    (tmp_path / "models").mkdir()
    (tmp_path / "models/letter.py").write_text("weight = 20")
    before = list(databases.addon_state(tmp_path))
    (tmp_path / ".hypothesis").mkdir()
    (tmp_path / ".hypothesis/constants").write_text("20")
    assert list(databases.addon_state(tmp_path)) == before
    (tmp_path / "models/letter.py").write_text("weight = 50")
    assert list(databases.addon_state(tmp_path)) != before


@pytest.fixture
def runtime(tmp_path, monkeypatch):
    """A database server of its own, and nothing else of a runtime."""
    home = Home(tmp_path)
    server = Server(home)
    for name, value in server.variables.items():
        monkeypatch.setenv(name, value)
    try:
        with server.in_use():
            yield SimpleNamespace(home=home, filestore=tmp_path / "filestore")
    finally:
        shutil.rmtree(server.place)


def make(runtime, name, made, **options):
    def fill(database):
        databases.execute("CREATE DATABASE {}", database)
        made.append(database)

    return databases.make_template(runtime, name, fill, **options)


def test_of_a_kind_those_stay_that_were_used_last(runtime):
    made = []
    for state in (1, 2, 1, 3):
        make(runtime, f"office_{state}", made, kept=2)
        # The second use of office_1 has to be seen as later than office_2.
        time.sleep(0.01)
    make(runtime, "office_of_tests_1", made, kept=1)
    assert made == [f"office_{state}_partial" for state in (1, 2, 3)] + [
        "office_of_tests_1_partial"
    ]
    left = set(databases.names_beginning_with("o"))
    assert left == {"office_1", "office_3", "office_of_tests_1"}


def test_what_another_command_is_filling_stays(runtime):
    for name in ("office_1", "office_2_partial", "office_4_partial", "other"):
        databases.execute("CREATE DATABASE {}", name)
    with runtime.home.lock("template-office_2"):
        make(runtime, "office_3", [], kept=1)
    left = set(databases.names_beginning_with("o"))
    assert left == {"office_2_partial", "office_3", "other"}
