"""Which mirror a machine uses, from its package sources."""

import pytest

from script.devenv.apt import (
    debian_archive,
    machine_sources,
    parse_deb822,
    parse_one_line,
)

DEB822 = """\
# ftp://snapshot.mirror.example/20250520
Types: deb
URIs: ftp://mirror.example/debian
Suites: bookworm bookworm-updates
Components: main contrib
Signed-By: /usr/share/keyrings/debian.gpg

Types: deb deb-src
URIs: ftp://mirror.example/debian-security
Suites: bookworm-security
Components: main

Enabled: no
Types: deb
URIs: ftp://off.example/debian
Suites: bookworm
Components: main
"""


def test_sources_of_one_line_are_read():
    text = """
    # deb ftp://commented.example/debian bookworm main
    deb-src ftp://mirror.example/debian bookworm main
    deb [signed-by=/k.gpg arch=amd64] ftp://mirror.example/debian bookworm main free
    deb ftp://mirror.example/debian bookworm-updates main # why not
    """
    first, second = parse_one_line(text)
    assert first.uri == "ftp://mirror.example/debian"
    assert first.components == ("main", "free")
    assert first.options == {"signed-by": "/k.gpg", "arch": "amd64"}
    assert (second.suite, second.components) == ("bookworm-updates", ("main",))


def test_deb822_entries():
    found = list(parse_deb822(DEB822))
    assert [source.suite for source in found] == [
        "bookworm",
        "bookworm-updates",
        "bookworm-security",
    ]
    assert found[0].options["signed-by"] == "/usr/share/keyrings/debian.gpg"


def test_inline_key_keeps_its_lines():
    stanza = "Types: deb\nURIs: ftp://m.example/debian\nSuites: sid\n"
    stanza += "Components: main\nSigned-By:\n -----BEGIN-----\n .\n abc\n"
    [source] = parse_deb822(stanza)
    assert source.options["signed-by"] == "\n -----BEGIN-----\n .\n abc"


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("deb ftp://m.example/debian bookworm main", "ftp://m.example/debian"),
        # Neither the security archive nor a third party with a suite of that name.
        (
            "deb ftp://m.example/debian-security bookworm main\n"
            "deb ftp://party.example/apt bookworm main\n"
            "deb ftp://m.example/mirror bookworm main\n"
            "deb ftp://m.example/mirror bookworm-updates main",
            "ftp://m.example/mirror",
        ),
        ("deb mirror+file:/etc/m.list bookworm main", "mirror+file:/etc/m.list"),
        ("deb ftp://m.example/debian sid main", "ftp://m.example/debian"),
    ],
)
def test_debian_archive(lines, expected):
    assert debian_archive(parse_one_line(lines), "bookworm").uri == expected


@pytest.mark.parametrize(
    "lines",
    ["", "deb ftp://u.example/ubuntu noble main", "deb cdrom:[x]/ bookworm main"],
)
def test_no_debian_archive(lines):
    assert debian_archive(parse_one_line(lines), "bookworm") is None


def test_sources_of_a_machine(tmp_path):
    parts = tmp_path / "sources.list.d"
    parts.mkdir()
    (tmp_path / "sources.list").write_text("deb ftp://a.example/debian sid main\n")
    (parts / "b.list").write_text("deb ftp://b.example x main\n")
    (parts / "c.sources").write_text(DEB822)
    (parts / "d.list.disabled").write_text("deb ftp://d.example x main\n")
    uris = {source.uri for source in machine_sources(tmp_path)}
    assert uris == {
        "ftp://a.example/debian",
        "ftp://b.example",
        "ftp://mirror.example/debian",
        "ftp://mirror.example/debian-security",
    }
