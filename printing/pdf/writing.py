"""Write a file of objects (ISO 32000-1, 7.5).

The library does so too, but takes several times as long, most of it for names.
"""

import io
import re
from collections.abc import Sequence
from contextlib import suppress
from functools import lru_cache

from .library import (
    ArrayObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    NumberObject,
    StreamObject,
)

# In a name, these bytes are written as numbers (ISO 32000-1, 7.3.5).
_SPECIAL = re.compile(rb"[^!-~]|[#%()/<>\[\]{}]")
# The library reads a name in the first of these encodings that fits.
_ENCODINGS = ("utf-8", "gbk", "latin-1")


def file_of(objects: Sequence, root: IndirectObject) -> bytes:
    """Return a file of these objects, which are numbered from 1."""
    out = io.BytesIO()
    # Bytes above 127 tell that the file is not text.
    out.write(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    places = []
    for number, found in enumerate(objects, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n" % number)
        _write(out, found)
        out.write(b"\nendobj\n")
    start = out.tell()
    size = len(places) + 1
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % size)
    out.writelines(b"%010d 00000 n \n" % place for place in places)
    out.write(b"trailer\n<< /Size %d /Root %d 0 R >>\n" % (size, root.idnum))
    out.write(b"startxref\n%d\n%%%%EOF\n" % start)
    return out.getvalue()


def _write(out: io.BytesIO, value) -> None:
    if isinstance(value, IndirectObject):
        out.write(b"%d 0 R" % value.idnum)
    elif isinstance(value, StreamObject):
        value[NameObject("/Length")] = NumberObject(len(value._data))
        _write_entries(out, value)
        out.write(b"\nstream\n")
        out.write(value._data)
        out.write(b"\nendstream")
    elif isinstance(value, DictionaryObject):
        _write_entries(out, value)
    elif isinstance(value, ArrayObject):
        out.write(b"[ ")
        for item in value:
            _write(out, item)
            out.write(b" ")
        out.write(b"]")
    elif isinstance(value, NameObject):
        out.write(_names(value)[0])
    else:
        value.write_to_stream(out, None)


def _write_entries(out: io.BytesIO, entries: DictionaryObject) -> None:
    out.write(b"<< ")
    for key, value in entries.items():
        names = _names(key)
        out.write(names[0] + b" ")
        _write(out, value)
        out.write(b" ")
        # A page's content is copied unchanged, with the bytes of each name, and we know
        # only the decoded name. So fonts and pictures are entered under each spelling
        # it may have had. Only references: nested values would multiply at each level.
        if isinstance(value, IndirectObject):
            out.writelines(b"%s %d 0 R " % (name, value.idnum) for name in names[1:])
    out.write(b">>")


@lru_cache(1000)
def _names(name: NameObject) -> list[bytes]:
    """Return the bytes that the library reads as this name, those of UTF-8 first."""
    plain = []
    for encoding in _ENCODINGS:
        with suppress(UnicodeEncodeError):
            plain.append(name[1:].encode(encoding))
    alike = dict.fromkeys(one for one in plain if _read(one) == name[1:])
    return [b"/" + _SPECIAL.sub(_as_number, one) for one in alike]


def _read(plain: bytes) -> str:
    for encoding in _ENCODINGS:
        with suppress(UnicodeDecodeError):
            return plain.decode(encoding)


def _as_number(found: re.Match) -> bytes:
    return b"#%02X" % ord(found[0])
