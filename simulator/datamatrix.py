"""DataMatrix codes of 26 x 26 modules, as many as a real stamp has.

reportlab draws only the 44 x 44 code of the Royal Mail. But its methods take all
numbers from attributes, so other attributes give another size of ECC 200.
"""

from PIL import Image
from reportlab.graphics.barcode.ecc200datamatrix import ECC200DataMatrix

MODULES = 26
PIXELS = 5  # per module, as on the Post's test prints of 2019 and 2020


class DataMatrix26(ECC200DataMatrix):
    """One region of 26 x 26 modules: 44 codewords of data, 28 of error correction."""

    def __init__(self, value: str):
        super().__init__(value)
        self.row_modules = self.col_modules = MODULES
        self.row_regions = self.col_regions = 1
        self.row_usable_modules = self.col_usable_modules = MODULES - 2
        self.cw_data = 44
        self.cw_ecc = 28

    def _encode_c40(self, value: str) -> list[int]:
        """Return the data codewords, in ASCII encodation instead of C40.

        C40 packs three characters together and would end in NUL characters here.
        """
        codewords = [ord(character) + 1 for character in value]
        if not value.isascii() or len(codewords) > self.cw_data:
            raise ValueError(f"at most {self.cw_data} ASCII characters fit")
        if len(codewords) < self.cw_data:
            codewords.append(129)
        while len(codewords) < self.cw_data:
            # Padding after the first is scrambled by its position (ISO/IEC 16022).
            padding = 129 + (149 * (len(codewords) + 1)) % 253 + 1
            codewords.append(padding if padding <= 254 else padding - 254)
        return codewords


def module_rows(value: str) -> list[list[int]]:
    """The modules from the top row down, 1 is black.

    Raises ValueError when `value` has more than 44 or other than ASCII characters.
    """
    code = DataMatrix26(value)
    code.validate()
    # reportlab counts rows from the bottom.
    return list(reversed(code.encode()))


def image(value: str) -> Image.Image:
    """A picture of the code of one bit a pixel, without a quiet zone."""
    picture = Image.new("1", (MODULES, MODULES), 1)
    for y, row in enumerate(module_rows(value)):
        for x, black in enumerate(row):
            if black:
                picture.putpixel((x, y), 0)
    return picture.resize((MODULES * PIXELS,) * 2, Image.Resampling.NEAREST)
