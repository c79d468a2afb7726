"""Keep hostile files away from the PDF library.

Whatever a file holds, reading it ends within ``MAX_SECONDS`` of processor time and
some seconds more for the step that was under way, and takes less than 1 GiB of
memory; most such files are refused at once. The limits are far above what letters
need: a year's catalogue of 5000 pages is read, a scanned contract too.
"""

import base64
import io
import zlib
from time import thread_time

from ..errors import UnreadablePdf

MIB = 2**20
MAX_SECONDS = 20.0
MAX_READS = 20_000_000
# Everything that has to be unpacked to find the objects of a file, all in all.
MAX_STRUCTURE = 64 * MIB
MAX_OBJECT_STREAM = 8 * MIB
MAX_FILTERS = 3

_FLATE = ("/FlateDecode", "/Fl")
_ASCII85 = ("/ASCII85Decode", "/A85")
_HEX = ("/ASCIIHexDecode", "/AHx")
RUN_LENGTH = ("/RunLengthDecode", "/RL")
# Reads of the size of a token are counted only by their number.
_TOKEN = 64


class Clock:
    """The processor time of this thread that reading may take."""

    def __init__(self):
        self.restart()

    def restart(self) -> None:
        """Begin anew, since what follows is another piece of work."""
        self._end = thread_time() + MAX_SECONDS

    def check(self) -> None:
        """Raise UnreadablePdf (``too_complex``) when the time is over."""
        if thread_time() > self._end:
            raise UnreadablePdf("too_complex")


class Allowance:
    """How much of something a file may use: bytes, operators, fonts or others."""

    def __init__(self, amount: int):
        self._left = amount

    def spend(self, amount: int = 1) -> None:
        """Raise UnreadablePdf (``too_complex``) when there is more than allowed."""
        self._left -= amount
        if self._left < 0:
            raise UnreadablePdf("too_complex")


class MeteredFile(io.BytesIO):
    """A file that may be read only so often, so much, and for so long.

    PyPDF2 2.12.1 circles for ever in damaged files: in arrays without an end, in
    updates that point to each other, at the end of the file. Objects may overlap, so
    that a small file would fill the memory.
    """

    def __init__(self, data: bytes):
        super().__init__(data)
        self.clock = Clock()
        # Seen: a sound file takes less than half a read for each of its bytes.
        self._left = min(20_000 + 4 * len(data), MAX_READS)
        self._bytes = Allowance(4 * len(data) + 4 * MIB)

    def read(self, size=-1):
        self._left -= 1
        if self._left < 0:
            raise EOFError
        if not self._left % 1024:
            self.clock.check()
        found = super().read(size)
        if not 0 <= size <= _TOKEN:
            self._bytes.spend(len(found))
        return found

    def getbuffer(self):
        # PyPDF2 searches the whole file for each object that is missing.
        self.clock.check()
        return super().getbuffer()


def refuse_endless_array(data: bytes) -> None:
    """Refuse unpacked data in which an array could end with the word ``endobj``.

    PyPDF2 2.12.1 fills such an array until the memory is used up.
    """
    if b"endobj" in data:
        raise UnreadablePdf("damaged")


def unpacked(stream, limit: int) -> bytes:
    """Return what a stream holds; to be asked before the library unpacks it.

    ``limit``: bytes, packed and unpacked. The library knows no limit, and unpacks a
    damaged stream byte by byte, copying all of it each time. Images are not unpacked,
    so their filters are refused here, as is LZW, which no producer of today writes.

    Raises UnreadablePdf (``too_complex``, ``damaged``).
    """
    names = stream["/Filter"] if "/Filter" in stream else []
    names = names if isinstance(names, list) else [names]
    if not names:
        return _within(limit, stream.get_data())
    if len(names) > MAX_FILTERS:
        raise UnreadablePdf("too_complex")
    data = _within(limit, stream._data)
    for name in names:
        if name in _FLATE:
            data = _inflated(data, limit)
        elif name in _ASCII85:
            data = _within(limit, _from_ascii85(data))
        elif name in _HEX:
            data = bytes.fromhex(data.partition(b">")[0].decode("ascii"))
        elif name in RUN_LENGTH:
            data = _from_runs(data, limit)
        else:
            raise UnreadablePdf("damaged")
    return data


def _within(limit: int, data: bytes) -> bytes:
    if len(data) > limit:
        raise UnreadablePdf("too_complex")
    return data


def _inflated(packed: bytes, limit: int) -> bytes:
    unpacker = zlib.decompressobj()
    try:
        data = unpacker.decompress(packed, limit + 1)
    except zlib.error:
        raise UnreadablePdf("damaged") from None
    _within(limit, data)
    if packed and not unpacker.eof:
        raise UnreadablePdf("damaged")
    return data


def _from_ascii85(data: bytes) -> bytes:
    digits = data.partition(b"~")[0]
    try:
        return base64.a85decode(digits, ignorechars=b" \t\n\r\v\f\0")
    except ValueError:
        raise UnreadablePdf("damaged") from None


def _from_runs(packed: bytes, limit: int) -> bytes:
    """Undo ISO 32000-1, 7.4.5, which the library does not know."""
    data, at = bytearray(), 0
    while at < len(packed) and packed[at] != 128:
        length, at = packed[at], at + 1
        if length < 128:
            data += packed[at : at + length + 1]
            at += length + 1
        else:
            data += packed[at : at + 1] * (257 - length)
            at += 1
        if len(data) > limit:
            raise UnreadablePdf("too_complex")
    return bytes(data)
