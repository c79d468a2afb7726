"""Keep files that want to hurt away from the PDF library."""

import io
import re
import zlib
from contextlib import suppress

from .errors import UnreadablePdf

# All streams of a file together, images included: 20 full colour A4 scans at 300 dpi.
MAX_UNPACKED = 512 * 2**20
MAX_OBJECT_STREAM = 64 * 2**20
MAX_READS = 20_000_000

_STREAM = re.compile(rb"stream\r?\n")
_DICTIONARY = 512  # bytes before a stream in which its dictionary is looked for


class MeteredFile(io.BytesIO):
    """A file that may be read only so often.

    PyPDF2 2.12.1 circles for ever in damaged files: in arrays without an end, in
    updates that point to each other, at the end of the file.
    """

    def __init__(self, data: bytes):
        super().__init__(data)
        # Seen: a sound file takes less than half a read for each of its bytes.
        self._left = min(20_000 + 4 * len(data), MAX_READS)

    def read(self, size=-1):
        self._left -= 1
        if self._left < 0:
            raise EOFError
        return super().read(size)


def refuse_endless_array(data: bytes) -> None:
    """Refuse unpacked data in which an array could end with the word ``endobj``.

    PyPDF2 2.12.1 fills such an array until the memory is used up.
    """
    if b"endobj" in data:
        raise UnreadablePdf("damaged")


def refuse_bombs(data: bytes) -> None:
    """Unpack each deflated stream piece by piece and count, keeping nothing.

    The library unpacks without a limit. Streams packed twice are followed as well.
    """
    budget = MAX_UNPACKED
    for found in _STREAM.finditer(data):
        if b"/ObjStm" in data[max(0, found.start() - _DICTIONARY) : found.start()]:
            refuse_endless_array(_inflated(data[found.end() :], MAX_OBJECT_STREAM))
        for depth in range(3):
            size, head = _inflated_size(data, found.end(), depth, budget)
            budget -= size
            if budget < 0:
                raise UnreadablePdf("too_complex")
            if not _looks_deflated(head):
                break


def _inflated(packed: bytes, limit: int) -> bytes:
    try:
        return zlib.decompressobj().decompress(packed, limit)
    except zlib.error:
        return packed[:limit]


def _looks_deflated(head: bytes) -> bool:
    return len(head) > 1 and head[0] & 0x0F == 8 and (head[0] * 256 + head[1]) % 31 == 0


def _inflated_size(data: bytes, start: int, depth: int, budget: int):
    """Return how much unpacking ``depth`` + 1 times yields, and its first bytes."""
    if not _looks_deflated(data[start : start + 2]):
        return 0, b""
    layers = [zlib.decompressobj() for _ in range(depth + 1)]
    size, head = 0, b""
    chunk = 16384
    with suppress(zlib.error):
        for at in range(start, len(data), chunk):
            for piece in _unpack(layers, data[at : at + chunk]):
                head = head or piece[:2]
                size += len(piece)
                if size > budget:
                    return size, head
            if layers[0].eof:
                break
    return size, head


def _unpack(layers, piece: bytes):
    if not layers:
        yield piece
        return
    layer = layers[0]
    while piece and not layer.eof:
        unpacked = layer.decompress(piece, 65536)
        piece = layer.unconsumed_tail
        if unpacked:
            yield from _unpack(layers[1:], unpacked)
