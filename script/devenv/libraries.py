"""Programs that bring the libraries and fonts which this machine lacks."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape

from .apt import own_apt
from .home import Home, system_key
from .say import step

# Not the machine's own configuration: a letter shall look the same everywhere, and
# without slight hinting wkhtmltopdf draws the blanks too narrow.
FONTS_CONF = """\
<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>{packages}/usr/share/fonts</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir>{packages}/fontconfig-cache</cachedir>
  <match target="pattern">
    <edit name="antialias" mode="append"><bool>true</bool></edit>
    <edit name="hintstyle" mode="append"><const>hintslight</const></edit>
  </match>
  <alias><family>serif</family><prefer><family>DejaVu Serif</family></prefer></alias>
  <alias>
    <family>sans-serif</family><prefer><family>DejaVu Sans</family></prefer>
  </alias>
  <alias>
    <family>monospace</family><prefer><family>DejaVu Sans Mono</family></prefer>
  </alias>
</fontconfig>
"""


def unpacked(
    home: Home, name: str, packages: Sequence[str], always: Sequence[str] = ()
) -> Path:
    """A folder with those packages and what they depend on as far as this machine
    lacks it, and with the packages `always` in any case."""

    def build(folder: Path) -> None:
        apt = own_apt(home)
        with step(f"Fetching Debian packages for {name}", "about half a minute"):
            apt.update()
            wanted = dict.fromkeys([*apt.missing(packages), *always])
            apt.unpack(list(wanted), folder)

    target = home / name / f"packages-{system_key()}"
    home.make(target, build)
    return target


def write_wrapper(
    wrapper: Path, program: Path, packages: Path, drop_messages: str = ""
) -> None:
    """A shell script that runs a program with the libraries and fonts unpacked in
    `packages`, beside the machine's own.

    `drop_messages`: lines of its stderr that begin so are thrown away.
    """
    fonts = packages / "fonts.conf"
    fonts.write_text(FONTS_CONF.format(packages=escape(str(packages))))
    variables = {
        "FONTCONFIG_FILE": str(fonts),
        "LD_LIBRARY_PATH": library_path(packages),
    }
    exports = [f"export {n}={shlex.quote(v)}" for n, v in variables.items() if v]
    command = f'exec {shlex.quote(str(program))} "$@"'
    if drop_messages:
        command += f" 2> >(exec grep -v ^{shlex.quote(drop_messages)} >&2)"
    wrapper.write_text("\n".join(["#!/bin/bash", *exports, command, ""]))
    wrapper.chmod(0o755)


def library_path(root: Path) -> str:
    """LD_LIBRARY_PATH for programs that use libraries unpacked below `root`."""
    folders = {path.parent for path in root.glob("**/*.so*") if "lib" in path.parts}
    return ":".join(str(folder) for folder in sorted(folders))
