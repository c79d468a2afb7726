"""The PDF library, whichever Odoo brought along.

Odoo 19 ships PyPDF2 2.12.1 (Python up to 3.12) or pypdf 5 (from 3.13). Only what both
offer under the same name is used.
"""

try:
    from pypdf import PdfReader, PdfWriter
    from pypdf.errors import DependencyError
    from pypdf.generic import (
        ArrayObject,
        DecodedStreamObject,
        DictionaryObject,
        EncodedStreamObject,
        FloatObject,
        IndirectObject,
        NameObject,
        NullObject,
        NumberObject,
        PdfObject,
        StreamObject,
        TextStringObject,
        read_object,
    )
except ImportError:
    from PyPDF2 import PdfReader, PdfWriter
    from PyPDF2.errors import DependencyError
    from PyPDF2.generic import (
        ArrayObject,
        DecodedStreamObject,
        DictionaryObject,
        EncodedStreamObject,
        FloatObject,
        IndirectObject,
        NameObject,
        NullObject,
        NumberObject,
        PdfObject,
        StreamObject,
        TextStringObject,
        read_object,
    )

__all__ = [
    "ArrayObject",
    "DecodedStreamObject",
    "DependencyError",
    "DictionaryObject",
    "EncodedStreamObject",
    "FloatObject",
    "IndirectObject",
    "NameObject",
    "NullObject",
    "NumberObject",
    "PdfObject",
    "PdfReader",
    "PdfWriter",
    "StreamObject",
    "TextStringObject",
    "read_object",
]
