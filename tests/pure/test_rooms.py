"""Arrows between the rooms of the addon point one way.

An arrow is an import, a model that is extended, and a model that is named: in
``env[...]``, as the other end of a field, or in a domain.
"""

import ast
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PLAIN = {"api", "printing", "postage", "simulator"}
# From the ground up: a file uses its own room and what lies on the floors below. The
# rooms of the last floor extend models of Odoo, which all floors may use.
FLOORS = (
    {"core"},
    {"wording"},
    {"money"},
    {"stock"},
    {"letter"},
    {"run", "books"},
    {"contact", "invoice", "office"},
)
# A purchase is one of products and delivers stamps, and a refund is one of stamps.
TRADED = {("money", "internetmarke.product"), ("money", "internetmarke.stamp")}


def floor(room):
    return next(number for number, rooms in enumerate(FLOORS) if room in rooms)


@cache
def files(room):
    return [(path, ast.parse(path.read_text())) for path in room.rglob("*.py")]


def room_of(path):
    return path.relative_to(ROOT / "models").parts[0]


def imported(path, tree):
    """Yield what a file imports, from the addon's root: ``models.core.clock``."""
    package = path.relative_to(ROOT).parent.parts
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            start = package[: len(package) - node.level + 1] if node.level else ()
            module = (*start, *filter(None, [node.module]))
            yield from (".".join((*module, alias.name)) for alias in node.names)


def strings(tree):
    return {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def defined(room):
    """Return the models that begin in a room: ``{name: file}``."""
    found = {}
    for path, tree in files(room):
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                values = {
                    target.id: statement.value
                    for statement in node.body
                    if isinstance(statement, ast.Assign)
                    for target in statement.targets
                    if isinstance(target, ast.Name)
                }
                name = values.get("_name")
                extended = strings(values["_inherit"]) if "_inherit" in values else ()
                if name and name.value not in extended:
                    found[name.value] = path
    return found


MODELS = defined(ROOT / "models")
WIZARDS = defined(ROOT / "wizards")


def test_each_room_has_a_floor_and_each_model_begins_in_one():
    rooms = {path.parent.name for path in (ROOT / "models").glob("*/__init__.py")}
    assert rooms <= set().union(*FLOORS)
    assert {room_of(path) for path in MODELS.values()} >= {"core", "money", "letter"}
    assert WIZARDS


@pytest.mark.parametrize("room", sorted(PLAIN))
def test_plain_rooms_know_neither_odoo_nor_each_other(room):
    for path, tree in files(ROOT / room):
        tops = {name.split(".")[0] for name in imported(path, tree)}
        assert not tops & {"odoo", "models", "wizards", "report", *PLAIN} - {room}, path


def test_models_import_from_the_floors_below():
    wrong = []
    for path, tree in files(ROOT / "models"):
        own = room_of(path)
        for name in imported(path, tree):
            top, *rest = name.split(".")
            if top in ("wizards", "report"):
                wrong.append((str(path), name))
            elif top == "models" and own != "__init__.py" and rest[0] != own:
                if floor(rest[0]) >= floor(own):
                    wrong.append((str(path), name))
    assert not wrong


def test_the_simulator_is_loaded_when_it_is_needed_only():
    opened = [ROOT / room for room in ("models", "wizards", "controllers", "report")]
    of_rooms = [found for room in opened for found in files(room)]
    of_root = [(path, ast.parse(path.read_text())) for path in ROOT.glob("*.py")]
    for path, tree in of_rooms + of_root:
        at_once = [node for node in tree.body if not isinstance(node, ast.FunctionDef)]
        names = imported(path, ast.Module(at_once, []))
        assert "simulator" not in {name.split(".")[0] for name in names}, path


def test_models_name_those_of_the_floors_below():
    wrong = []
    for path, tree in files(ROOT / "models"):
        own = room_of(path)
        for name in strings(tree) & MODELS.keys():
            other = room_of(MODELS[name])
            if own != other and floor(other) >= floor(own):
                wrong.append((own, name, path.name))
    assert {(own, name) for own, name, _file in wrong} <= TRADED, wrong
    assert {(own, name) for own, name, _file in wrong} >= TRADED, "no longer needed"


def test_models_only_open_the_windows_of_wizards():
    for path, tree in files(ROOT / "models"):
        for node in ast.walk(tree):
            if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
                assert node.slice.value not in WIZARDS, (path, node.lineno)
