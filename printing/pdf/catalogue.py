"""What a file says once for all its pages: form fields, and layers that are hidden.

Without this a filled form would lose its values, a signature would not be seen, and a
layer that is off would be printed (ISO 32000-1, 12.7.2 and 8.11.4).
"""

from .copying import Copier
from .library import (
    ArrayObject,
    DictionaryObject,
    NameObject,
    PdfReader,
    TextStringObject,
)
from .making import dictionary
from .opening import entry

# What fields inherit from the form of their file.
_INHERITED = ("/DA", "/Q")


class Catalogue:
    """Gathers from several files what their pages need."""

    def __init__(self, copier: Copier):
        self._copier = copier
        self._carried: set[PdfReader] = set()
        self._form = DictionaryObject()
        self._fields = ArrayObject()
        self._layers, self._off, self._rules = (ArrayObject() for _ in range(3))

    def carry(self, reader: PdfReader) -> None:
        """Take over what a file says, once."""
        if reader in self._carried:
            return
        self._carried.add(reader)
        root = reader.trailer["/Root"]
        if "/AcroForm" in root:
            self._carry_form(root["/AcroForm"])
        if "/OCProperties" in root:
            self._carry_layers(root["/OCProperties"])

    def forget(self, reader: PdfReader) -> None:
        """Let go of a file of which no more pages come."""
        self._carried.discard(reader)

    def finish(self) -> None:
        """Write down what was gathered."""
        catalogue = self._copier.catalogue
        # Stamps are printed in their true size: viewers are told not to fit the page.
        catalogue[NameObject("/ViewerPreferences")] = dictionary(
            {"/PrintScaling": NameObject("/None")}
        )
        if self._fields:
            self._form[NameObject("/Fields")] = self._fields
            catalogue[NameObject("/AcroForm")] = self._form
        if self._layers:
            shown = {"/OFF": self._off, "/AS": self._rules}
            catalogue[NameObject("/OCProperties")] = dictionary(
                {"/OCGs": self._layers, "/D": dictionary(shown)}
            )

    def _carry_form(self, form: DictionaryObject) -> None:
        # Two files may have fields of one name, which would then share one value: each
        # file's fields hang on a field of their own.
        group = dictionary({"/T": TextStringObject(f"{len(self._fields) + 1}")})
        for key in _INHERITED:
            if key in form:
                group[NameObject(key)] = self._copier.value(form.raw_get(key))
        made = self._copier.new(group)
        fields = self._copier.value(ArrayObject(entry(form, "/Fields", ())))
        self._copier.finish()
        for item in fields:
            if isinstance(item.get_object(), DictionaryObject):
                item.get_object()[NameObject("/Parent")] = made
        group[NameObject("/Kids")] = fields
        self._fields.append(made)
        wanted = entry(form, "/NeedAppearances")
        if getattr(wanted, "value", False):
            self._form[NameObject("/NeedAppearances")] = wanted
        resources = entry(form, "/DR", {})
        known = self._form.setdefault(NameObject("/DR"), DictionaryObject())
        for kind in resources:
            some = known.setdefault(NameObject(kind), DictionaryObject())
            for name in resources[kind]:
                some.setdefault(
                    NameObject(name), self._copier.value(resources[kind].raw_get(name))
                )

    def _carry_layers(self, properties: DictionaryObject) -> None:
        config = entry(properties, "/D", {})
        layers = entry(properties, "/OCGs", ())
        off = entry(config, "/OFF", ())
        if entry(config, "/BaseState") == "/OFF":
            shown = entry(config, "/ON", ())
            off = [layer for layer in layers if layer not in shown]
        for gathered, some in (
            (self._layers, layers),
            (self._off, off),
            (self._rules, entry(config, "/AS", ())),
        ):
            gathered.extend(map(self._copier.value, some))
