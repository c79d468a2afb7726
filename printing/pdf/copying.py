"""Copy objects of open files into a new one, as they are.

The library's own ways of copying change what they copy, follow a page to all others of
its file, or call themselves as deep as a file is nested.
"""

from collections import deque

from .library import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    EncodedStreamObject,
    IndirectObject,
    NameObject,
    NullObject,
    NumberObject,
    StreamObject,
)
from .making import dictionary
from .writing import file_of

# The pages of a file bring each other along; they are copied when they are added.
_PAGES = ("/Page", "/Pages")
# Of a note: files, and other notes that it would bring along.
_NO_PART_OF_A_NOTE = ("/AF", "/IRT", "/Popup")
_CHECKED = 100  # objects
# Of the description of a file: the file itself.
_NO_PART_OF_A_FILE = ("/EF", "/RF")


class Copier:
    """Holds the objects of the new file. Sources must be open until ``finish``."""

    def __init__(self):
        self._objects: list = []
        pages = {
            "/Type": NameObject("/Pages"),
            "/Count": NumberObject(0),
            "/Kids": ArrayObject(),
        }
        self.pages = self.new(dictionary(pages))
        self.catalogue = dictionary(
            {"/Type": NameObject("/Catalog"), "/Pages": self.pages}
        )
        self._copies: dict[object, dict[int, IndirectObject]] = {}
        self._count = 0
        self._waiting: deque = deque()
        self._same: dict[tuple[bytes, str], IndirectObject] = {}

    def new(self, found) -> IndirectObject:
        """Put an object of our own into the file and return how to refer to it."""
        self._objects.append(found)
        return IndirectObject(len(self._objects), 0, self)

    def get_object(self, reference: IndirectObject):
        """Return what is referred to; the library asks the file of a reference."""
        return self._objects[reference.idnum - 1]

    def reference(self, source: IndirectObject) -> IndirectObject:
        """Return what refers to the copy of an object.

        A page is only made room for: an empty dictionary.
        """
        copies = self._copies.setdefault(source.pdf, {})
        if source.idnum not in copies:
            copies[source.idnum] = self._copy(source.get_object(), source)
        return copies[source.idnum]

    def value(self, source):
        """Return the copy of a value, which may be or hold references.

        What it refers to is complete after ``finish``.
        """
        if isinstance(source, IndirectObject):
            return self.reference(source)
        if isinstance(source, DictionaryObject):
            is_stream = isinstance(source, StreamObject)
            copy = _like(source) if is_stream else DictionaryObject()
            self._fill(copy, source)
            return copy
        if isinstance(source, ArrayObject) and not _is_flat(source):
            return ArrayObject(map(self.value, source))
        return source

    def finish(self) -> None:
        """Copy what was referred to so far, and what that refers to."""
        while self._waiting:
            copy, source = self._waiting.popleft()
            self._fill(copy, source)

    def forget(self, reader) -> None:
        """Let go of an open file. What is copied of it later is copied once more."""
        self._copies.pop(reader, None)

    def written(self) -> bytes:
        """Return the file."""
        self.finish()
        root = self.new(self.catalogue)
        return file_of(self._objects, root)

    def _copy(self, source, reference: IndirectObject) -> IndirectObject:
        # Asking for the time takes longer than copying an object.
        if not self._count % _CHECKED:
            reference.pdf.file.clock.check()
        self._count += 1
        if isinstance(source, StreamObject):
            return self._copied_stream(source)
        if isinstance(source, DictionaryObject):
            copy = DictionaryObject()
            if source.get("/Type") not in _PAGES:
                self._waiting.append((copy, source))
            return self.new(copy)
        if isinstance(source, ArrayObject):
            copy = ArrayObject()
            self._waiting.append((copy, source))
            return self.new(copy)
        return self.new(NullObject() if source is None else source)

    def _copied_stream(self, source: StreamObject) -> IndirectObject:
        if source.get("/Type") == "/EmbeddedFile":
            return self.new(NullObject())
        # Letters of one office have many fonts and pictures in common.
        described = dict.__repr__(source)
        alike = (source._data, described)
        plain = IndirectObject.__name__ not in described
        if plain and alike in self._same:
            return self._same[alike]
        copy = _like(source)
        self._waiting.append((copy, source))
        made = self.new(copy)
        if plain:
            self._same[alike] = made
        return made

    def _fill(self, copy, source) -> None:
        if isinstance(source, ArrayObject):
            copy.extend(map(self.value, source))
            return
        left_out = ()
        if "/Rect" in source:
            left_out = _NO_PART_OF_A_NOTE
        elif source.get("/Type") in ("/Filespec", "/F"):
            left_out = _NO_PART_OF_A_FILE
        for key, value in source.items():
            if key not in left_out:
                copy[NameObject(key)] = self.value(value)


def _like(source: StreamObject) -> StreamObject:
    """Return a stream with the same data, packed or not, and without entries."""
    copy = EncodedStreamObject() if "/Filter" in source else DecodedStreamObject()
    copy._data = source._data
    return copy


def _is_flat(array: ArrayObject) -> bool:
    """Tell whether an array has only plain values, as long ones of widths do."""
    return not any(isinstance(v, IndirectObject | dict | list) for v in array)
