"""Templates of databases: from which files, and which of them are dropped."""

import shutil
from types import SimpleNamespace

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


def test_what_another_command_is_filling_stays(tmp_path, monkeypatch):
    home = Home(tmp_path)
    runtime = SimpleNamespace(home=home, filestore=tmp_path / "filestore")
    server = Server(home)
    for name, value in server.variables.items():
        monkeypatch.setenv(name, value)
    try:
        with server.in_use():
            for name in ("office_1", "office_2_partial", "office_3_partial", "other"):
                databases.execute("CREATE DATABASE {}", name)
            with home.lock("template-office_2"):
                databases.drop_family(runtime, "office", "office_3_partial")
            left = set(databases.names_beginning_with("o"))
            assert left == {"office_2_partial", "office_3_partial", "other"}
    finally:
        shutil.rmtree(server.place)
