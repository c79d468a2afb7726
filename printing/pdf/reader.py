"""A reader of the PDF library that asks before it unpacks.

What finds the objects of a file - cross-references and object streams - is unpacked
inside the library, so these steps are looked at first.
"""

import re
from functools import cached_property
from hashlib import sha256

from ..errors import UnreadablePdf
from .aes import with_aes
from .guard import (
    MAX_OBJECT_STREAM,
    MAX_STRUCTURE,
    Allowance,
    MeteredFile,
    refuse_endless_array,
    unpacked,
)
from .library import PdfReader, read_object

MAX_PAGES = 5000
# Each object in a stream costs a look at all the names before it.
MAX_OBJECT_NAMES = 5_000_000
_ROW_OF_BLANKS = re.compile(rb"[ \t]{100}")


class GuardedReader(PdfReader):
    """Opens a file within the limits of ``guard``; raises UnreadablePdf."""

    def __init__(self, data: bytes):
        self._structure = Allowance(MAX_STRUCTURE)
        self._names = Allowance(MAX_OBJECT_NAMES)
        self._seen: set[int] = set()
        # By page, what was found on it: ``content.marks`` and ``lines.lines_on``.
        self.painted: dict[int, list] = {}
        self.lines: dict[int, list] = {}
        # By page and ID: ``stamps.find_stamp``.
        self.stamps: dict[tuple, object] = {}
        self.file = MeteredFile(data)
        super().__init__(self.file, strict=False)

    @cached_property
    def digest(self) -> bytes:
        """What tells this file from all others."""
        return sha256(self.file.getvalue()).digest()

    @property
    def _encryption(self):
        return self._cipher

    @_encryption.setter
    def _encryption(self, encryption):
        self._cipher = with_aes(encryption)

    def count_pages(self) -> int:
        """Return how many pages the tree has, before the library makes them.

        A tree of a few nodes can have more pages than memory holds. Raises
        UnreadablePdf (``too_many_pages``, ``too_complex``).
        """
        count = 0
        waiting = [self.trailer["/Root"].get_object()["/Pages"]]
        for _ in range(2 * MAX_PAGES):
            if not waiting:
                break
            node = waiting.pop().get_object()
            if "/Kids" not in node:
                count += 1
                continue
            kids = node["/Kids"]
            if len(kids) > MAX_PAGES:
                raise UnreadablePdf("too_many_pages")
            waiting += kids
        if count > MAX_PAGES:
            raise UnreadablePdf("too_many_pages")
        if waiting:
            raise UnreadablePdf("too_complex")
        return count

    def _get_object_from_stream(self, indirect_reference):
        number, _index = self.xref_objStm[indirect_reference.idnum]
        stream = self.get_object(number)
        if number not in self._seen:
            data = unpacked(stream, MAX_OBJECT_STREAM)
            self._structure.spend(len(data))
            refuse_endless_array(data)
            self._seen.add(number)
        self._names.spend(int(stream["/N"]))
        self.file.clock.check()
        return super()._get_object_from_stream(indirect_reference)

    def _read_pdf15_xref_stream(self, stream):
        at = stream.tell()
        stream.seek(-1, 1)
        self.read_object_header(stream)
        table = read_object(stream, self)
        stream.seek(at)
        data = unpacked(table, MAX_OBJECT_STREAM)
        self._structure.spend(len(data))
        self.file.clock.check()
        widths = [int(width) for width in table["/W"]]
        pairs = table["/Index"] if "/Index" in table else [0, table["/Size"]]
        rows = sum(max(int(size), 0) for size in pairs[1::2])
        if min(widths) < 0 or not sum(widths) or rows * sum(widths) > len(data):
            raise UnreadablePdf("damaged")
        return super()._read_pdf15_xref_stream(stream)

    def _rebuild_xref_table(self, stream):
        # The library's pattern takes hours on a long row of blanks.
        if _ROW_OF_BLANKS.search(stream.getbuffer()):
            raise UnreadablePdf("damaged")
        return super()._rebuild_xref_table(stream)
