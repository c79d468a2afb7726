"""Odoo from Debian's package, when several commands begin on an empty cache."""

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest

from script.devenv import odoo
from script.devenv.home import Home


class PackageSources:
    """Forgets what it offers while its lists are rewritten, as apt does."""

    def __init__(self):
        self.updates = 0
        self.rewriting = 0

    def update(self):
        self.updates += 1
        with self._rewriting():
            time.sleep(0.2)

    @contextmanager
    def _rewriting(self):
        self.rewriting += 1
        yield
        self.rewriting -= 1

    def version(self, package):
        time.sleep(0.1)
        return None if self.rewriting else odoo.TESTED_VERSION

    def unpack(self, packages, folder):
        if any(name.startswith(odoo.PACKAGE) for name in packages):
            (folder / "usr").mkdir()


@pytest.fixture
def sources(monkeypatch):
    monkeypatch.delenv(odoo.VARIABLE, raising=False)
    sources = PackageSources()
    monkeypatch.setattr(odoo, "own_apt", lambda home: sources)
    monkeypatch.setattr(odoo, "sid_apt", lambda home: None)
    return sources


def test_two_commands_at_once_both_find_it(tmp_path, sources):
    def begin(seconds):
        time.sleep(seconds)
        return odoo.ensure(Home(tmp_path))

    with ThreadPoolExecutor() as pool:
        one, other = pool.map(begin, (0, 0.15))
    assert one == other
    assert sources.updates == 1, "the second one finds it unpacked"
