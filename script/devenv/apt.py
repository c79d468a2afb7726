"""Debian packages without installing them: fetched with apt from the mirror that
this machine already uses, signatures checked, unpacked into the cache.

Neither the system's packages nor its package lists are touched, so no rights are
needed."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from .home import Home, os_release, system_key
from .say import CommandFailed, Failure, clean_environment, run

ETC_APT = Path("/etc/apt")
MOVING_SUITES = {"stable", "oldstable", "testing", "unstable", "sid"}


@dataclass(frozen=True)
class Source:
    """One entry of the machine's package sources."""

    uri: str
    suite: str
    components: tuple[str, ...]
    options: dict[str, str] = field(default_factory=dict)


def parse_one_line(text: str) -> Iterator[Source]:
    """`deb [signed-by=... arch=...] URI SUITE COMPONENT...`, see sources.list(5)."""
    for line in text.splitlines():
        match = re.match(r"\s*deb\s+(?:\[([^]]*)\]\s+)?(\S+)\s+(\S+)([^#]*)", line)
        if match:
            options, uri, suite, components = match.groups()
            pairs = re.findall(r"([\w-]+)\+?=(\S+)", options or "")
            yield Source(
                uri,
                suite,
                tuple(components.split()),
                {name.lower(): value for name, value in pairs},
            )


def parse_deb822(text: str) -> Iterator[Source]:
    """Stanzas of `Field: value`, see sources.list(5)."""
    for stanza in re.split(r"\n[ \t]*\n", text):
        fields: dict[str, str] = {}
        name = ""
        for line in stanza.splitlines():
            if line.startswith("#"):
                continue
            if line[:1] in (" ", "\t"):
                fields[name] = fields.get(name, "") + "\n" + line
            elif ":" in line:
                name, _colon, value = line.partition(":")
                name = name.strip().lower()
                fields[name] = value.strip()
        if fields.pop("enabled", "yes").lower() in ("no", "false", "0"):
            continue
        if "deb" not in fields.pop("types", "").split():
            continue
        uris = fields.pop("uris", "").split()
        suites = fields.pop("suites", "").split()
        components = tuple(fields.pop("components", "").split())
        for uri in uris:
            for suite in suites:
                yield Source(uri, suite, components, fields)


def machine_sources(etc_apt: Path = ETC_APT) -> list[Source]:
    parts = etc_apt / "sources.list.d"
    sources = []
    for path in (etc_apt / "sources.list", *sorted(parts.glob("*.list"))):
        if path.is_file():
            sources += parse_one_line(path.read_text(errors="replace"))
    for path in sorted(parts.glob("*.sources")):
        sources += parse_deb822(path.read_text(errors="replace"))
    return sources


def debian_archive(sources: Iterable[Source], codename: str) -> Source | None:
    """The entry that names the main Debian archive, which has every suite.

    Not the security archive, and not a third party that names its suites after
    Debian's: the archive is the one that also has the suite's updates.
    """
    sources = list(sources)
    candidates = [
        source
        for source in sources
        if "main" in source.components
        and source.suite in MOVING_SUITES | {codename}
        and "security" not in source.uri
        and not source.uri.startswith("cdrom:")
    ]
    with_updates = {s.uri for s in sources if s.suite.endswith("-updates")}
    return min(
        candidates,
        key=lambda source: (
            not source.uri.rstrip("/").endswith("/debian"),
            source.uri not in with_updates,
        ),
        default=None,
    )


class Apt:
    """apt with package lists of its own in the cache."""

    def __init__(self, home: Home, name: str, sources: str | None = None):
        """`sources`: the deb822 text to use instead of the machine's own sources."""
        self.name = name
        self.folder = home / "apt" / f"{name}-{system_key()}"
        self.sources = sources
        self.log = home.log(f"apt-{name}")
        self._updated = False

    def _command(self, program: str, *arguments: str) -> list[str]:
        return [program, "-c", str(self.folder / "apt.conf"), *arguments]

    def _write_configuration(self) -> None:
        for name in ("lists/partial", "cache/archives/partial", "sources"):
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        settings = {
            "Dir::State::Lists": f"{self.folder}/lists",
            "Dir::Cache": f"{self.folder}/cache",
            # Root would fetch as the user _apt, who may not enter the cache.
            "APT::Sandbox::User": "root",
            "Acquire::Languages": "none",
            "Acquire::Retries": "3",
        }
        if self.sources is not None:
            (self.folder / "sources/own.sources").write_text(self.sources)
            settings["Dir::Etc::SourceList"] = "/dev/null"
            settings["Dir::Etc::SourceParts"] = f"{self.folder}/sources"
        # The machine's hooks clean and refresh caches that are not ours.
        hooks = ("APT::Update::Post-Invoke", "APT::Update::Post-Invoke-Success")
        (self.folder / "apt.conf").write_text(
            "".join(f'{name} "{value}";\n' for name, value in settings.items())
            + "".join(f"#clear {hook};\n" for hook in hooks)
        )

    def update(self) -> None:
        """Fetch the package lists, once a run."""
        if self._updated:
            return
        self._write_configuration()
        try:
            run(
                "apt-get update",
                self._command("apt-get", "-q", "update"),
                self.log,
                env=clean_environment(),
            )
        except CommandFailed:
            # A third party's source may be out of order without harm to us.
            if not self.version("dpkg"):
                raise
        self._updated = True

    def version(self, package: str) -> str | None:
        """The version that this apt would fetch."""
        self._write_configuration()
        result = subprocess.run(
            self._command("apt-cache", "policy", package),
            capture_output=True,
            encoding="utf-8",
            env=clean_environment(),
        )
        match = re.search(r"Candidate: (\S+)", result.stdout)
        return match[1] if match and match[1] != "(none)" else None

    def missing(self, packages: Sequence[str]) -> list[str]:
        """Those packages and all they depend on that this machine lacks, each as
        name=version."""
        result = subprocess.run(
            self._command(
                "apt-get", "-s", "install", "--no-install-recommends", *packages
            ),
            capture_output=True,
            encoding="utf-8",
            env=clean_environment(),
        )
        if result.returncode:
            raise Failure(
                f"apt finds no way to {' '.join(packages)}:\n{result.stderr.strip()}"
            )
        found = re.findall(
            r"^Inst (\S+) (?:\[[^]]*\] )?\((\S+)", result.stdout, re.MULTILINE
        )
        return [f"{name}={version}" for name, version in found]

    def unpack(self, packages: Sequence[str], target: Path) -> None:
        """Fetch packages and unpack them into a folder. apt checks signatures."""
        if not packages:
            return
        downloads = self.folder / "downloads"
        shutil.rmtree(downloads, ignore_errors=True)
        downloads.mkdir()
        run(
            f"apt-get download {' '.join(packages)}",
            self._command("apt-get", "-q", "download", *packages),
            self.log,
            cwd=downloads,
            env=clean_environment(),
        )
        for package in sorted(downloads.glob("*.deb")):
            run(
                f"dpkg-deb --extract {package.name}",
                ["dpkg-deb", "--extract", package, target],
                self.log,
            )
        shutil.rmtree(downloads)


def own_apt(home: Home) -> Apt:
    """The machine's own sources."""
    require_apt()
    return Apt(home, "own")


def sid_apt(home: Home) -> Apt | None:
    """Debian's suite sid on the mirror that this machine uses; None where no source
    of this machine is a Debian archive."""
    require_apt()
    codename = os_release().get("VERSION_CODENAME", "stable")
    archive = debian_archive(machine_sources(), codename)
    if archive is None or os_release().get("ID") == "ubuntu":
        return None
    kept = {
        name: value
        for name, value in archive.options.items()
        if name in ("signed-by", "trusted")
    }
    stanza = {"Types": "deb", "URIs": archive.uri, "Suites": "sid"}
    stanza |= {"Components": "main"} | kept
    text = "".join(f"{name}: {value}\n" for name, value in stanza.items())
    return Apt(home, "sid", text)


def require_apt() -> None:
    if not shutil.which("apt-get") or not shutil.which("dpkg-deb"):
        raise Failure(
            "This machine has no apt: the set-up knows Debian and Ubuntu.",
            "Use one of them, in a container for instance.",
        )
