"""PDFs made to use up time or memory, each small beside what it asks for."""

import base64
import zlib

from printing_samples import bought, pdf_of, stream_page

MIB = 2**20


def stream(data: bytes, entries: bytes = b"", keyword: bytes = b"stream\n") -> bytes:
    return b"<< %s /Length %d >>\n%s%s\nendstream" % (
        entries,
        len(data),
        keyword,
        data,
    )


F1 = b"/Font << /F1 4 0 R >>"


def page_of(contents: bytes, *more: bytes, resources: bytes = F1) -> bytes:
    """A page whose ``contents`` is any object; ``more`` have the numbers from 6."""
    return pdf_of(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] "
            b"/Resources << %s >> /Contents 5 0 R >>" % resources,
            b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
            contents,
            *more,
        ]
    )


def packed(size: int) -> bytes:
    """Blanks, deflated. A full flush forgets what came before, so that all MiB but the
    first look the same, and only one of them takes time."""
    squeezer = zlib.compressobj(9)
    blanks = b" " * MIB
    first, further = (
        squeezer.compress(blanks) + squeezer.flush(zlib.Z_FULL_FLUSH) for _ in range(2)
    )
    checksum = 1
    for _ in range(size // MIB):
        checksum = zlib.adler32(blanks, checksum)
    # An empty last block ends it.
    end = b"\3\0" + checksum.to_bytes(4, "big")
    return first + further * (size // MIB - 1) + end


def gzipped(size: int) -> bytes:
    squeezer = zlib.compressobj(9, zlib.DEFLATED, 31)
    out = b"".join(squeezer.compress(bytes(MIB)) for _ in range(size // MIB))
    return out + squeezer.flush()


def lzw_bomb(codes: int) -> bytes:
    """Codes of one letter, each naming the longest run known so far."""
    bits, width, size = [], 9, 258
    written = [256, 32]
    while len(written) < codes:
        written.append(min(size, 4095))
        size = min(size + 1, 4095)
    size = 258
    for at, code in enumerate([*written, 257]):
        bits.append(f"{code:0{width}b}")
        if at > 1:
            size = min(size + 1, 4095)
        if size >= (1 << width) - 1 and width < 12:
            width += 1
    text = "".join(bits)
    text += "0" * (-len(text) % 8)
    return int(text, 2).to_bytes(len(text) // 8, "big")


def with_filter(data: bytes, name: bytes, **more) -> bytes:
    return page_of(stream(data, b"/Filter " + name, **more))


def cross_reference(entries: bytes, data: bytes, objects=()) -> bytes:
    """A file whose cross-reference is a stream (number 9) with these entries."""
    out = b"%PDF-1.7\n"
    for number, body in objects:
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    body = stream(data, b"/Type /XRef /Root 1 0 R " + entries)
    out += b"9 0 obj\n%s\nendobj\n" % body
    return out + b"startxref\n%d\n%%%%EOF\n" % start


def object_stream(unpacked: bytes, count: int, first: int) -> bytes:
    """A file whose catalogue (1) and pages (2) stand in the object stream 8."""
    body = stream(
        zlib.compress(unpacked, 9),
        b"/Type /ObjStm /N %d /First %d /Filter /FlateDecode" % (count, first),
    )
    objects = b"%%PDF-1.7\n8 0 obj\n%s\nendobj\n" % body
    start = len(objects)
    rows = [(0, 0, 255)] + [(2, 8, number % 256) for number in range(1, 6)]
    rows += [(0, 0, 0), (0, 0, 0), (1, 9, 0), (1, start, 0)]
    table = b"".join(
        kind.to_bytes(1, "big") + at.to_bytes(4, "big") + n.to_bytes(1, "big")
        for kind, at, n in rows
    )
    body = stream(table, b"/Type /XRef /Root 1 0 R /Size 10 /W [1 4 1]")
    return objects + b"9 0 obj\n%s\nendobj\nstartxref\n%d\n%%%%EOF\n" % (body, start)


def object_stream_of_many(count: int) -> bytes:
    head = b" ".join(b"%d 0" % (number + 1000) for number in range(count))
    head += b" 1 0 2 0 "
    body = b"<< /Type /Catalog /Pages 2 0 R /Kids [2 0 R] >>"
    return object_stream(head + body, count + 2, len(head))


def laughing_pages(levels: int, width: int) -> bytes:
    """A tree of pages whose every node is the child of its parent many times."""
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>"]
    for level in range(levels):
        kids = b"%d 0 R " % (level + 3) * width
        objects.append(b"<< /Type /Pages /Kids [%s] /Count 1 >>" % kids)
    objects.append(b"<< /Type /Page /MediaBox [0 0 9 9] >>")
    return pdf_of(objects)


def pages_sharing(contents: bytes, count: int) -> bytes:
    kids = b" ".join(b"%d 0 R" % (number + 5) for number in range(count))
    return pdf_of(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [%s] /MediaBox [0 0 595 842] >>" % kids,
            b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
            stream(contents),
            *[
                b"<< /Type /Page /Parent 2 0 R /Contents 4 0 R "
                b"/Resources << /Font << /F1 3 0 R >> >> >>"
            ]
            * count,
        ]
    )


def font_with(entries: bytes, *more: bytes, shown: bytes = b"<41>") -> bytes:
    return page_of(
        stream(b"BT /F2 9 Tf 9 9 Td %s Tj ET" % shown),
        b"<< /Type /Font /BaseFont /X %s >>" % entries,
        *more,
        resources=b"/Font << /F1 4 0 R /F2 6 0 R >>",
    )


def to_unicode(cmap: bytes, shown: bytes = b"<41>") -> bytes:
    body = stream(zlib.compress(cmap, 9), b"/Filter /FlateDecode")
    return font_with(b"/Subtype /Type1 /ToUnicode 7 0 R", body, shown=shown)


def many_fonts(count: int) -> bytes:
    cmap = b"1 beginbfrange <0000> <FFFF> <0000> endbfrange"
    uses = b"BT " + b"".join(b"/G%d 1 Tf " % n for n in range(count)) + b"ET"
    fonts = b"".join(b"/G%d %d 0 R " % (n, n + 7) for n in range(count))
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /X /ToUnicode 6 0 R >>"
    return page_of(
        stream(uses),
        stream(cmap),
        *[font] * count,
        resources=b"/Font << %s >>" % fonts,
    )


def widths(entries: bytes) -> bytes:
    return font_with(
        b"/Subtype /Type0 /DescendantFonts [7 0 R]",
        b"<< /Type /Font /Subtype /CIDFontType2 /W [%s] >>" % entries,
        shown=b"<0041>",
    )


def many_ids(count: int) -> bytes:
    shown = b" ".join(b"B0%018X" % number for number in range(count))
    return stream_page(b"BT /F1 1 Tf 9 9 Td (%s) Tj ET" % shown)


def scattered_text(count: int, text: bytes = b"M") -> bytes:
    shown = b"".join(
        b"1 0 0 1 %d %d.%03d Tm (%s) Tj " % (n % 7 * 40, n // 1000, n % 1000, text)
        for n in range(count)
    )
    return stream_page(b"BT /F1 1 Tf %s ET" % shown, media="0 0 595 99999")


def one_line(count: int) -> bytes:
    return stream_page(b"BT /F1 .001 Tf 9 9 Td %s ET" % (b"(M) Tj " * count))


def encrypted_bomb(size: int) -> bytes:
    """Deflated contents in a file whose user password is empty."""
    import io

    from printing.pdf import NameObject, PdfReader, PdfWriter

    writer = PdfWriter()
    writer.add_page(PdfReader(io.BytesIO(bought())).pages[0])
    contents = writer.pages[0]["/Contents"].get_object()
    contents._data = packed(size)
    contents[NameObject("/Filter")] = NameObject("/FlateDecode")
    writer.encrypt("", "owner")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def damaged_deflate(size: int) -> bytes:
    """A stream cut off, which PyPDF2 unpacks byte by byte, copying each time."""
    import random

    body = zlib.compress(random.Random(1).randbytes(size), 0)
    return with_filter(body[:-5], b"/FlateDecode")


def predicted(size: int) -> bytes:
    """Each row tells its predictor (4, Paeth) first."""
    row = b"\x04" + bytes(100)
    body = zlib.compress(row * (size // len(row)), 9)
    parms = b" /DecodeParms << /Predictor 15 /Columns 100 >>"
    return with_filter(body, b"/FlateDecode" + parms)


def updates(count: int) -> bytes:
    # Joined bytes would be copied with each update.
    data = bytearray(bought())
    start = int(data.rsplit(b"startxref\n", 1)[1].split()[0])
    for _ in range(count):
        at = len(data)
        data += b"xref\n0 0\ntrailer\n<< /Size 1 /Root 1 0 R /Prev %d >>\n" % start
        data += b"startxref\n%d\n%%%%EOF\n" % at
        start = at
    return bytes(data)


ATTACKS = {
    # Unpacking
    "deflated": lambda: with_filter(packed(512 * MIB), b"/FlateDecode"),
    "deflated after a blank": lambda: with_filter(
        packed(512 * MIB), b"/FlateDecode", keyword=b"stream \n"
    ),
    "gzip instead of zlib": lambda: with_filter(gzipped(512 * MIB), b"/FlateDecode"),
    "deflated in ASCII85": lambda: with_filter(
        base64.a85encode(packed(512 * MIB)) + b"~>", b"[/ASCII85Decode /FlateDecode]"
    ),
    "encrypted": lambda: encrypted_bomb(512 * MIB),
    "LZW": lambda: with_filter(lzw_bomb(300_000), b"/LZWDecode"),
    "ASCII85 of zeros": lambda: with_filter(b"z" * 32 * MIB, b"/ASCII85Decode"),
    "run lengths": lambda: with_filter(b"\x81 " * 8 * MIB, b"/RunLengthDecode"),
    "cut off": lambda: damaged_deflate(2 * MIB),
    "predictor": lambda: predicted(64 * MIB),
    "many filters": lambda: with_filter(b"x", b"[%s]" % (b"/Fl " * 100_000)),
    "million streams": lambda: stream_page(b"") + b"stream\nx\x9c" * 7_000_000,
    "million object streams": lambda: (
        stream_page(b"") + b"/ObjStm stream\nx\x9c" * 100_000
    ),
    "image as contents": lambda: with_filter(bytes(MIB), b"/JPXDecode"),
    "JBIG2": lambda: with_filter(bytes(MIB), b"/JBIG2Decode"),
    # The file's own structure
    "endless index": lambda: cross_reference(
        b"/Size 9 /W [1 1 1] /Index [0 2000000000]", b"\0\0\0"
    ),
    "index without width": lambda: cross_reference(b"/Size 2000000000 /W [0 0 0]", b""),
    "wide entries": lambda: cross_reference(b"/Size 99 /W [1 99999999 1]", b"\1"),
    "circle of streams": lambda: cross_reference(
        b"/Size 9 /W [1 1 1] /Prev 9 /Filter /FlateDecode", zlib.compress(bytes(MIB))
    ),
    "big object stream": lambda: object_stream(b"1 0 " + b" " * 500 * MIB, 1, 4),
    "many in an object stream": lambda: object_stream_of_many(1_000_000),
    "laughing pages": lambda: laughing_pages(12, 10),
    "one page many times": lambda: laughing_pages(1, 2_000_000),
    "pages within pages": lambda: laughing_pages(3000, 1),
    "long table": lambda: bought().replace(b"xref\n0 ", b"xref\n0 9999999999", 1),
    "updates": lambda: updates(100_000),
    "missing objects": lambda: (
        page_of(b"[%s]" % (b"99 0 R 98 0 R 97 0 R " * 1000)) + bytes(30 * MIB)
    ),
    "missing rows": lambda: (
        bought()
        .replace(b"xref\n0 ", b"xref\n0 9999999")
        .replace(b"trailer", b"x" * 20_000_000 + b"trailer")
    ),
    "long text in an object": lambda: page_of(
        b"<< /Length 0 /T (%s) >>" % (b"x" * 20 * MIB)
    ),
    "long number": lambda: page_of(b"<< /Length %s >>" % (b"9" * 20 * MIB)),
    "long name": lambda: page_of(b"<< /%s 1 >>" % (b"x" * 20 * MIB)),
    "long reference": lambda: page_of(b"[ %s 0 R ]" % (b"9" * 5 * MIB)),
    "deep array": lambda: page_of(b"[" * 5 * MIB),
    "deep dictionary": lambda: page_of(b"<< /A " * MIB),
    "wrong lengths": lambda: page_of(b"<< /Length -5 >>\nstream\nq Q\nendstream"),
    "huge length": lambda: page_of(
        b"<< /Length 99999999999 >>\nstream\nq Q\nendstream"
    ),
    "length that is itself": lambda: page_of(
        b"<< /Length 5 0 R >>\nstream\nq Q\nendstream"
    ),
    "comments": lambda: page_of(b"%x\n" * 10 * MIB + b"[]"),
    "no end": lambda: bought().replace(b"%%EOF", b"") + bytes(60 * MIB),
    # Page contents
    "operators": lambda: stream_page(b"q " * (2 * MIB - 10)),
    "operands": lambda: stream_page(b"1 " * (2 * MIB - 10)),
    "decimals": lambda: stream_page(b".1 " * (MIB + 300_000)),
    "arrays": lambda: stream_page(b"[]" * (2 * MIB - 10)),
    "names": lambda: stream_page(b"/A" * (2 * MIB - 10)),
    "deep operands": lambda: stream_page(b"[" * (4 * MIB - 10)),
    "long string": lambda: stream_page(b"(%s) Tj" % (b"x" * (4 * MIB - 10))),
    "long hex": lambda: stream_page(b"<%s> Tj" % (b"41" * (2 * MIB - 10))),
    "long operator": lambda: stream_page(b"x" * (4 * MIB - 10)),
    "digits": lambda: stream_page(b"9" * (4 * MIB - 10)),
    "fraction": lambda: stream_page(b"." + b"9" * (4 * MIB - 10)),
    "inline images": lambda: stream_page(b"BI ID EI " * (400_000)),
    "inline image of E": lambda: stream_page(
        b"BI ID " + b"E" * (4 * MIB - 20) + b" EI "
    ),
    "forms": lambda: stream_page(
        b"/X1 Do " * 390_000,
        "/XObject << /X1 6 0 R >>",
        more=[stream(b"q", b"/Type /XObject /Subtype /Form /BBox [0 0 9 9]")],
    ),
    "empty contents": lambda: page_of(b"[%s]" % (b"6 0 R " * 700_000), stream(b"")),
    "same contents": lambda: page_of(
        b"[%s]" % (b"6 0 R " * 700_000), stream(b"q Q " * 100)
    ),
    "contents on 5000 pages": lambda: pages_sharing(b"q Q " * 50_000, 5000),
    "forms of forms": lambda: stream_page(
        b"/X1 Do " * 10,
        "/XObject << /X1 6 0 R >>",
        more=[
            stream(
                b"/X1 Do " * 10,
                b"/Subtype /Form /BBox [0 0 9 9] "
                b"/Resources << /XObject << /X1 %d 0 R >> >>" % min(number + 7, 17),
            )
            for number in range(12)
        ],
    ),
    # Fonts and text
    "ranges": lambda: to_unicode(
        b"1 beginbfrange " + b"<0000> <FFFF> <0000> " * 190_000 + b"endbfrange"
    ),
    "long targets": lambda: to_unicode(
        b"1 beginbfrange <0000> <FFFF> <%s> endbfrange" % (b"0041" * 900_000)
    ),
    "long glyphs": lambda: to_unicode(
        b"1 beginbfchar <41> <%s> endbfchar" % (b"0041" * 100),
        shown=b"<%s>" % (b"41" * 1_900_000),
    ),
    "big map": lambda: to_unicode(b"<00> " * 100 * MIB),
    "width ranges": lambda: widths(b"0 60000 500 " * 100_000),
    "fonts": lambda: many_fonts(20_000),
    "Frankier-IDs": lambda: many_ids(190_000),
    "scattered text": lambda: scattered_text(130_000),
    "one line": lambda: one_line(190_000),
    # Sizes
    "endless page": lambda: stream_page(b"0 0 9 9 re f", media="0 0 1e300 1e300"),
    "page of no size": lambda: stream_page(b"0 0 9 9 re f", media="0 0 0 0"),
    "huge number": lambda: stream_page(b"0 0 9 9 re f", media="0 0 %s 9" % ("9" * 400)),
}
