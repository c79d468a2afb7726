"""What `pip install` of the checkout gives: the addon where Odoo finds it, whatever the
checkout is called, and nothing that only developers need."""

import ast
import email
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ADDON = "odoo/addons/internetmarke/"
# What may stand at the top of the installed addon.
TOPS = {
    "CHANGELOG.rst",
    "LICENSE",
    "README.rst",
    "__init__.py",
    "__manifest__.py",
    "api",
    "controllers",
    "data",
    "demo",
    "hooks.py",
    "i18n",
    "migrations",
    "models",
    "postage",
    "printing",
    "report",
    "security",
    "simulator",
    "static",
    "views",
    "wizards",
}
MANIFEST = ast.literal_eval((ROOT / "__manifest__.py").read_text())


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """The folder into which pip has installed a checkout of another name."""
    folder = tmp_path_factory.mktemp("packaging")
    checkout = folder / "a checkout"
    unwanted = shutil.ignore_patterns(".git", "__pycache__", ".*_cache")
    shutil.copytree(ROOT, checkout, ignore=unwanted)
    run = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet"]
    here = ["--no-deps", "--no-index", "--no-build-isolation"]
    wheels = ["--wheel-dir", str(folder / "wheels")]
    subprocess.run([*run, "wheel", *here, *wheels, str(checkout)], check=True)
    (wheel,) = (folder / "wheels").iterdir()
    target = folder / "site"
    subprocess.run(
        [*run, "install", *here, "--no-compile", "--target", str(target), str(wheel)],
        check=True,
    )
    assert wheel.name.startswith("odoo_addon_internetmarke-")
    assert zipfile.ZipFile(wheel).testzip() is None
    return target


def files(folder):
    return {
        str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()
    }


def metadata(installed):
    (path,) = installed.glob("*.dist-info/METADATA")
    return email.message_from_string(path.read_text())


def test_only_the_addon_is_installed(installed):
    outside = {
        path
        for path in files(installed)
        if not path.startswith(ADDON) and ".dist-info/" not in path
    }
    assert not outside
    assert {path.name for path in (installed / ADDON).iterdir()} == TOPS


def test_the_addon_is_whole(installed):
    wanted = {
        path
        for top in TOPS
        for path in (files(ROOT / top) if (ROOT / top).is_dir() else ())
        if "__pycache__" not in path
        for path in [f"{top}/{path}"]
        if not path.startswith("static/tests/")
    }
    wanted |= {top for top in TOPS if (ROOT / top).is_file()}
    found = files(installed / ADDON)
    assert found == wanted
    assert found >= {*MANIFEST["data"], *MANIFEST["demo"]}
    assert found >= {
        f"static/description/{name}" for name in ("icon.png", "index.html")
    }


def test_pip_knows_what_the_manifest_says(installed):
    told = metadata(installed)
    assert told["Name"] == "odoo-addon-internetmarke"
    assert told["Version"] == MANIFEST["version"]
    series = ".".join(MANIFEST["version"].split(".")[:2])
    python = MANIFEST["external_dependencies"]["python"]
    assert set(told.get_all("Requires-Dist")) == {f"odoo=={series}.*", *python}


def test_demo_mode_has_its_post(installed, tmp_path):
    program = (
        "import sys; sys.path.insert(0, sys.argv[1]);"
        "from simulator import Post; post = Post(sys.argv[2]);"
        "print(post.ledger()['wallets'][0]['balance'] > 0)"
    )
    command = [sys.executable, "-I", "-c", program]
    arguments = [str(installed / ADDON), str(tmp_path / "post.sqlite")]
    result = subprocess.run(
        [*command, *arguments], capture_output=True, encoding="utf-8", check=True
    )
    assert result.stdout.strip() == "True"
