"""Which layers of a file are seen: optional content (ISO 32000-1, 8.11)."""

from .library import IndirectObject
from .opening import entry


class Layers:
    """The layers of an open file that are neither shown nor printed.

    A layer that is shown by viewers or by printers counts as seen.
    """

    def __init__(self, reader):
        properties = entry(reader.trailer["/Root"], "/OCProperties", {})
        config = entry(properties, "/D", {})
        every = _references(entry(properties, "/OCGs", ()))
        shown = _references(entry(config, "/ON", ()))
        base_off = entry(config, "/BaseState") == "/OFF"
        off = every - shown if base_off else set()
        self._off = (off | _references(entry(config, "/OFF", ()))) - _printed(config)

    def hides(self, content) -> bool:
        """Tell whether what belongs to this (``/OC``, as it is written) is not seen."""
        if not self._off or content is None:
            return False
        if isinstance(content, IndirectObject) and content.idnum in self._off:
            return True
        group = content.get_object()
        if entry(group, "/Type") != "/OCMD" or "/OCGs" not in group:
            return False
        listed = group.raw_get("/OCGs")
        several = isinstance(listed.get_object(), list)
        states = [
            getattr(layer, "idnum", None) in self._off
            for layer in (listed.get_object() if several else [listed])
        ]
        policy = entry(group, "/P", "/AnyOn")
        return bool(states) and {
            "/AllOn": any(states),
            "/AnyOff": not any(states),
            "/AllOff": not all(states),
        }.get(policy, all(states))


def _references(layers) -> set[int]:
    return {layer.idnum for layer in layers if isinstance(layer, IndirectObject)}


def _printed(config) -> set[int]:
    """Return the layers that are off but go on when the file is printed."""
    found = set()
    for rule in entry(config, "/AS", ()):
        rule = rule.get_object()
        if entry(rule, "/Event") != "/Print":
            continue
        for layer in entry(rule, "/OCGs", ()):
            usage = entry(entry(layer.get_object(), "/Usage", {}), "/Print", {})
            if entry(usage, "/PrintState") == "/ON":
                found |= _references([layer])
    return found
