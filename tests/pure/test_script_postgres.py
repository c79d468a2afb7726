"""The PostgreSQL server of our own, really made and started."""

import shutil

import pytest

from script.devenv.home import Home
from script.devenv.postgres import Server


def test_a_failure_is_seen_while_another_command_uses_the_server(tmp_path):
    server = Server(Home(tmp_path))
    try:
        with server.in_use():
            with pytest.raises(ZeroDivisionError), server.in_use():
                raise ZeroDivisionError
            assert server._answers()
        assert not server._answers()
    finally:
        shutil.rmtree(server.place)
