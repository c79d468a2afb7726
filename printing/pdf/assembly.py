"""Put a new file together from pages of others, which stay as they are.

The content of a page is never parsed. To lay something over a page, its content becomes
a form XObject (ISO 32000-1, 8.10), and so does the layer over it. Whatever a content
leaves open ends with its form.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from ..duplex import Blanks, no_blanks
from ..geometry import IDENTITY, MM_PER_POINT, Matrix, PageSpace, Rect
from .catalogue import Catalogue
from .content import MAX_CONTENT_BYTES
from .copying import Copier
from .embedding import FontPart
from .guard import unpacked
from .library import (
    ArrayObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    NumberObject,
    PdfReader,
    StreamObject,
)
from .making import array, dictionary, packed
from .opening import entry, get_page, readable

# Of a page: what is dealt with apart, files, scripts, and what only programs read.
_NO_PART_OF_A_PAGE = (
    "/Parent", "/Contents", "/Resources", "/Annots", "/AF", "/AA", "/B", "/Metadata",
    "/PieceInfo", "/StructParents", "/Thumb",
)  # fmt: skip
# Notes that hold a file, and pop-ups, which are not printed.
_LEFT_OUT_NOTES = ("/FileAttachment", "/Popup")
_SIZE = ("/MediaBox", "/CropBox", "/Rotate", "/UserUnit")
# Points by which a page's own content may reach beyond what is seen of the page: its
# edge is cut by the page alone.
_BEYOND = 30.0


@dataclass
class Sheet:
    """A page of the new file; ``space`` tells where on it something is.

    ``source``: the page that it shows; ``number``: of that page, None if it was empty.
    """

    space: PageSpace
    page: DictionaryObject
    source: DictionaryObject
    number: int | None = None
    layers: list[tuple[IndirectObject, Matrix]] = field(default_factory=list)


class Assembly:
    """A file under construction; ``pdf`` finishes it.

    Form fields, signatures and layers look as they did. Embedded files and scripts are
    not carried along. All methods raise UnreadablePdf when a source is damaged.
    """

    def __init__(self):
        self._copier = Copier()
        self._catalogue = Catalogue(self._copier)
        self._sheets: list[Sheet] = []
        self._fonts: dict[FontPart, IndirectObject] = {}

    def add_page(self, reader: PdfReader, number: int) -> Sheet:
        """Append a page (one-based) of an open file."""
        page = get_page(reader, number)
        with readable(number):
            self._catalogue.carry(reader)
            made = self._room_for(page)
            copy = made.get_object()
            for key in page:
                if key not in _NO_PART_OF_A_PAGE:
                    copy[key] = self._copier.value(page.raw_get(key))
            if "/Annots" in page:
                copy[NameObject("/Annots")] = self._notes(page)
            self._append(made)
            sheet = Sheet(PageSpace(page), copy, page, number)
        self._sheets.append(sheet)
        return sheet

    def add_document(
        self, reader: PdfReader, blanks: Blanks = no_blanks
    ) -> list[Sheet]:
        """Append all pages of an open file, and blank ones after some of them."""
        count = len(reader.pages)
        wanted, sheets = blanks(count), []
        for number in range(1, count + 1):
            sheets.append(self.add_page(reader, number))
            if number in wanted:
                self.add_blank(sheets[-1])
        return sheets

    def add_empty(self, width: float, height: float) -> Sheet:
        """Append an empty page of so many points, to be painted over."""
        size = {"/MediaBox": array((0, 0, width, height))}
        page = dictionary({"/Type": NameObject("/Page"), **size})
        self._append(self._copier.new(page))
        sheet = Sheet(PageSpace(page), page, page)
        self._sheets.append(sheet)
        return sheet

    def add_blank(self, like: Sheet) -> None:
        """Append an empty page as large as another, and turned as that one is."""
        size = {key: like.page.raw_get(key) for key in _SIZE if key in like.page}
        page = dictionary({"/Type": NameObject("/Page"), **size})
        self._append(self._copier.new(page))

    def lay(
        self,
        sheet: Sheet,
        reader: PdfReader,
        number: int,
        matrix: Matrix,
        seen: Rect | None = None,
    ) -> None:
        """Paint the content of a page (one-based) over a sheet.

        ``matrix`` carries the page's user space to that of the sheet. ``seen``: to what
        the page is cut, in its own user space; None: to what is seen of it.
        """
        page = get_page(reader, number)
        with readable(number):
            shown = seen or PageSpace(page).visible
            sheet.layers.append((self._form(page, shown), matrix))

    def paint(
        self, sheet: Sheet, content: bytes, fonts: Mapping[str, FontPart]
    ) -> None:
        """Paint over a sheet what operators (ISO 32000-1, annex A) say.

        Coordinates are points from the seen bottom left corner. ``fonts``: by the
        names that the content has for them.
        """
        for part in fonts.values():
            if part not in self._fonts:
                self._fonts[part] = part.added(self._copier.new)
        named = dictionary({name: self._fonts[part] for name, part in fonts.items()})
        space = sheet.space
        shown = (0, 0, space.width / MM_PER_POINT, space.height / MM_PER_POINT)
        form = self._as_form(packed(content), shown, dictionary({"/Font": named}))
        sheet.layers.append((form, space.from_sheet))

    def pdf(self) -> bytes:
        """Return the finished file."""
        self._settle()
        with readable():
            self._catalogue.finish()
            return self._copier.written()

    def settle(self, reader: PdfReader) -> None:
        """Copy what was added so far, and forget an open file all of whose pages were.

        So a file of many documents needs no more memory than itself and one of them.
        Nothing can be laid on these sheets any more.
        """
        self._settle()
        self._copier.forget(reader)
        self._catalogue.forget(reader)

    def _settle(self) -> None:
        with readable():
            for sheet in self._sheets:
                with readable(sheet.number):
                    self._finish(sheet)
            self._sheets.clear()
            self._copier.finish()

    def _room_for(self, page) -> IndirectObject:
        """Return the page to be filled: what notes and links already refer to."""
        if page.indirect_reference:
            made = self._copier.reference(page.indirect_reference)
            # The same page a second time is another one.
            if not made.get_object():
                return made
        return self._copier.new(DictionaryObject())

    def _append(self, page: IndirectObject) -> None:
        pages = self._copier.pages.get_object()
        page.get_object()[NameObject("/Parent")] = self._copier.pages
        pages["/Kids"].append(page)
        pages[NameObject("/Count")] = NumberObject(len(pages["/Kids"]))

    def _notes(self, page) -> ArrayObject:
        return ArrayObject(
            self._copier.value(note)
            for note in entry(page, "/Annots", ())
            if entry(note.get_object(), "/Subtype") not in _LEFT_OUT_NOTES
        )

    def _finish(self, sheet: Sheet) -> None:
        """Give the sheet its content: the page's own, or all its layers."""
        source, page = sheet.source, sheet.page
        page[NameObject("/Resources")] = self._resources(source)
        if not sheet.layers:
            contents = entry(source, "/Contents", ArrayObject())
            page[NameObject("/Contents")] = self._copier.value(contents)
            return
        x0, y0, x1, y1 = sheet.space.visible
        whole = (x0 - _BEYOND, y0 - _BEYOND, x1 + _BEYOND, y1 + _BEYOND)
        layers = sheet.layers
        if "/Contents" in source:
            layers = [(self._form(source, whole), IDENTITY), *layers]
        # Forms without resources of their own find the page's here.
        self._copier.finish()
        resources = DictionaryObject(page["/Resources"])
        objects = DictionaryObject(entry(resources, "/XObject", {}))
        prefix = "/Layer"
        while any(name.startswith(prefix) for name in objects):
            prefix += "x"
        content = ""
        for at, (form, matrix) in enumerate(layers):
            objects[NameObject(f"{prefix}{at}")] = form
            numbers = " ".join(f"{value:.6f}" for value in matrix)
            content += f"q {numbers} cm {prefix}{at} Do Q\n"
        resources[NameObject("/XObject")] = objects
        page[NameObject("/Resources")] = resources
        page[NameObject("/Contents")] = self._copier.new(packed(content.encode()))

    def _form(self, page, shown: Rect) -> IndirectObject:
        """Return a form XObject that paints what a page does."""
        streams = [stream.get_object() for stream in entry(page, "/Contents", ())]
        streams = [stream for stream in streams if isinstance(stream, StreamObject)]
        if len(streams) == 1:
            form = self._copier.value(streams[0])
        else:
            parts = [unpacked(stream, MAX_CONTENT_BYTES) for stream in streams]
            form = packed(b"\n".join(parts))
        return self._as_form(form, shown, self._resources(page))

    def _as_form(self, content: StreamObject, shown: Rect, resources) -> IndirectObject:
        form = {
            "/Type": NameObject("/XObject"),
            "/Subtype": NameObject("/Form"),
            "/BBox": array(shown),
            "/Resources": resources,
        }
        content.update(dictionary(form))
        return self._copier.new(content)

    def _resources(self, page):
        if "/Resources" not in page:
            return DictionaryObject()
        return self._copier.value(page.raw_get("/Resources"))
