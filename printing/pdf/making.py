"""Make objects of a PDF from plain values."""

import zlib
from collections.abc import Iterable

from .library import (
    ArrayObject,
    DictionaryObject,
    EncodedStreamObject,
    FloatObject,
    NameObject,
    PdfObject,
)


def dictionary(entries: dict) -> DictionaryObject:
    return DictionaryObject({NameObject(key): value for key, value in entries.items()})


def array(numbers: Iterable[float]) -> ArrayObject:
    return ArrayObject(FloatObject(f"{number:.4f}") for number in numbers)


class Written(PdfObject):
    """A value that is written the same into many files: its bytes are known."""

    def __init__(self, data: bytes):
        self._data = data

    def write_to_stream(self, stream, encryption_key=None) -> None:
        stream.write(self._data)


def written_array(numbers: Iterable[float]) -> Written:
    """Return an array of numbers as `array` makes it, to be used many times."""
    plain = (f"{number:.4f}".rstrip("0").rstrip(".") for number in numbers)
    return Written(f"[ {' '.join(plain)} ]".encode())


def packed(data: bytes) -> EncodedStreamObject:
    """Return a stream that holds the data packed."""
    return stream_of(zlib.compress(data))


def stream_of(packed_data: bytes) -> EncodedStreamObject:
    """Return a stream of data that was packed with zlib."""
    made = EncodedStreamObject()
    made[NameObject("/Filter")] = NameObject("/FlateDecode")
    made._data = packed_data
    return made
