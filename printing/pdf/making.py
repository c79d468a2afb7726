"""Make objects of a PDF from plain values."""

import zlib
from collections.abc import Iterable

from .library import (
    ArrayObject,
    DictionaryObject,
    EncodedStreamObject,
    FloatObject,
    NameObject,
)


def dictionary(entries: dict) -> DictionaryObject:
    return DictionaryObject({NameObject(key): value for key, value in entries.items()})


def array(numbers: Iterable[float]) -> ArrayObject:
    return ArrayObject(FloatObject(f"{number:.4f}") for number in numbers)


def packed(data: bytes) -> EncodedStreamObject:
    """Return a stream that holds the data packed."""
    return stream_of(zlib.compress(data))


def stream_of(packed_data: bytes) -> EncodedStreamObject:
    """Return a stream of data that was packed with zlib."""
    made = EncodedStreamObject()
    made[NameObject("/Filter")] = NameObject("/FlateDecode")
    made._data = packed_data
    return made
