"""Letters to all kinds of people, rendered as a printer would and read back.

The suite proves a sample; INTERNETMARKE_LONG=1 proves each address in each form with
each stamp. INTERNETMARKE_PICTURES=folder writes contact sheets to look at.
"""

import os
import random
from pathlib import Path
from statistics import NormalDist

import pypdfium2
import pytest
from PIL import Image, ImageChops, ImageDraw
from printing_samples import (
    ADDRESS,
    RETURN_LINE,
    SIZES,
    bought,
    ink,
    read_codes,
    recorded_invoice,
    rendered,
)

from printing import (
    FORMS,
    DoesNotFit,
    MissingGlyph,
    compose_letter,
    layout_window,
    safe_area,
)

LONG = os.environ.get("INTERNETMARKE_LONG") == "1"
PICTURES = os.environ.get("INTERNETMARKE_PICTURES")
SAMPLE = 60
REGISTERED_ABROAD = 11006
TENTH = 0.1  # mm
SENDERS = (
    RETURN_LINE,
    "Dr. Müller, Steuerberatung - Am Kirchplatz 12 - 80331 München",
    "Beispielhafte Handelsgesellschaft mbH & Co. KG | Hauptstraße 5 | 12345 Berlin",
    "Café Ümit",
    "",
)

# Names, additions, streets and places as they stand on letters; each list mixes short
# and long, and of some countries the letters that Latin-1 does not have.
GERMAN = (
    ["Erika Mustermann", "Müller & Söhne KG", "Bäckerei Groß", "A", "Ümit Öztürk"]
    + ["Beispiel Gesellschaft für Maschinenbau und Anlagentechnik mbH"]
    + ["Dr. Annegret Freifrau von und zu Musterhausen-Beispielstein", "ÄÖÜ GmbH"],
    ["", "", "", "z. Hd. Herrn Jörg Weiß", "Buchhaltung", "Hinterhaus, 3. Stock"],
    ["Weg 1", "Lange Straße 17 a", "Postfach 12 34", "Straße des 17. Juni 135"],
    ["12345 Ort", "80331 München", "06366 Köthen (Anhalt)", "23743 Grömitz"]
    + ["71576 Burgstetten-Erbstetten bei Backnang im Rems-Murr-Kreis"],
    [""],
)
ABROAD = (
    ["Société Générale des Eaux", "Żaneta Wójcik", "Jiří Dvořák s.r.o.", "Ioan Țîrlea"]
    + ["Søren Ærø ApS", "Ğüneş İthalat A.Ş.", "Þórður Ólafsson", "Nguyễn Văn Ánh"]
    + ["Αφοί Παπαδοπούλου Ο.Ε.", "ООО «Ромашка»", "Đorđe Šarić", "Õnne Jõgi OÜ"],
    ["", "", "Département Comptabilité", "c/o Ćwikła", "Building 4, Level 2"],
    ["12 bis, rue de la Paix", "ul. Łąkowa 5/7", "Οδός Αθηνάς 5", "Příčná 3"]
    + ["ул. Пушкина, д. 10", "1600 Amphitheatre Parkway Suite 100 North Wing"],
    ["75001 PARIS", "00-001 WARSZAWA", "LONDON SW1A 1AA", "105 57 ΑΘΗΝΑ"]
    + ["1010 WIEN", "BUENOS AIRES C1043AAZ", "МОСКВА 101000"],
    ["FRANKREICH", "POLEN", "VEREINIGTES KÖNIGREICH", "ÖSTERREICH", "GRIECHENLAND"]
    + ["BOSNIEN UND HERZEGOWINA", "VEREINIGTE STAATEN VON AMERIKA"],
)
UNKNOWN_SCRIPTS = ("山田太郎", "שלום", "محمد", "สมชาย", "김철수", "राम", "😀", "ქართ")


def corpus():
    """400 addresses, always the same: half to Germany, half abroad."""
    choice = random.Random(26).choice
    found = []
    while len(found) < 400:
        parts = GERMAN if len(found) % 2 else ABROAD
        address = [line for line in map(choice, parts) if line]
        if address not in found:
            found.append(address)
    return found


CORPUS = corpus()


def cases():
    """(form, code of the stamp's product, sender, address), few or all.

    Below the stamp of registered mail abroad there is room for two lines only.
    """
    every = [
        (
            form,
            code,
            SENDERS[at % len(SENDERS)],
            address[-2:] if code == REGISTERED_ABROAD else address,
        )
        for at, address in enumerate(CORPUS)
        for form in FORMS
        for code in SIZES
    ]
    return every if LONG else random.Random(7).sample(every, SAMPLE)


@pytest.fixture(scope="module")
def stamps():
    return {code: bought([code]) for code in SIZES}


@pytest.fixture(scope="module")
def wanted(stamps):
    return {code: read(rendered(pdf)) for code, pdf in stamps.items()}


@pytest.fixture(scope="module")
def letters(stamps):
    """Each case that fits: the letter, its layout and form."""
    made = []
    for form, code, sender, address in cases():
        try:
            layout = layout_window(SIZES[code], sender, address, FORMS[form])
        except DoesNotFit:
            continue
        letter = compose_letter(
            recorded_invoice(form),
            stamps[code],
            1,
            return_line=sender,
            address_lines=address,
            form=FORMS[form],
            printed_address_lines=ADDRESS,
        )
        made.append((letter, layout, code))
    return made


def window_picture(letter, form, dpi=300):
    """The window and 5 mm around it, in grey."""
    page = pypdfium2.PdfDocument(letter)[0]
    width, height = page.get_size()
    left, top, right, bottom = (
        v * 72 / 25.4
        for v in (form.left - 5, form.top - 5, form.right + 5, form.bottom + 5)
    )
    crop = (left, height - bottom, width - right, top)
    return page.render(scale=dpi / 72, crop=crop, grayscale=True).to_pil()


def read(image):
    return [code.text for code in read_codes(image)]


def faded(image):
    """Toner saving: grey on pale grey instead of black on white."""
    return image.point(lambda v: 120 + v * 115 // 255)


# The dark tail of normal noise: one pixel in thirty gets a speck, most of them pale.
SPECKS = [
    min(255, round(128 + 2 * NormalDist(128, 40).inv_cdf((v + 0.5) / 256)))
    for v in range(256)
]


def specked(image, seed):
    """Bad toner: specks on single pixels."""
    noise = random.Random(seed).randbytes(image.width * image.height)
    specks = Image.frombytes("L", image.size, noise).point(SPECKS)
    return ImageChops.darker(image, specks)


def scaled(factor):
    def change(image):
        size = (round(image.width * factor), round(image.height * factor))
        return image.resize(size, Image.Resampling.BICUBIC)

    return change


def turned(degrees):
    return lambda image: image.rotate(
        degrees, Image.Resampling.BICUBIC, expand=True, fillcolor=255
    )


SPOILED = {
    "as printed": lambda image: image,
    "faded": faded,
    "98 %": scaled(0.98),
    "102 %": scaled(1.02),
    "turned right": turned(-2),
    "turned left": turned(2),
    "faded, turned, 98 %": lambda image: faded(scaled(0.98)(turned(2)(image))),
}


def test_corpus_is_large_and_mixed():
    assert len(CORPUS) >= 300
    assert {len(address) for address in CORPUS} == {3, 4, 5}
    assert {len(line) // 20 for address in CORPUS for line in address} >= {0, 1, 2, 3}


def test_each_address_is_set_whole_or_refused_with_a_way_out():
    refused = {size: 0 for size in SIZES.values()}
    unsafe = dict(refused)
    for at, address in enumerate(CORPUS):
        for size in SIZES.values():
            try:
                layout = layout_window(
                    size, SENDERS[at % len(SENDERS)], address, FORMS["b"]
                )
            except DoesNotFit as error:
                refused[size] += 1
                assert error.media == ("label", "envelope")
                continue
            unsafe[size] += not layout.safe
            shown = " ".join(line.text for line in layout.address_lines)
            assert shown == " ".join(address)
            assert layout.address_lines[0].size >= 8
    domestic = SIZES[1]
    assert refused[domestic] == 0 and unsafe[domestic] <= len(CORPUS) / 20
    # Registered abroad: the stamp leaves no room for three lines and more.
    assert refused[62, 32.5] == len(CORPUS)


@pytest.mark.parametrize("text", UNKNOWN_SCRIPTS)
def test_other_scripts_are_refused_by_their_characters(text):
    for address in ([text, "Weg 1", "12345 Ort"], ["A", f"Weg {text}", "12345 Ort"]):
        with pytest.raises(MissingGlyph) as caught:
            layout_window((37, 20), RETURN_LINE, address, FORMS["b"])
        assert caught.value.code_points == tuple(sorted(set(map(ord, text))))


def test_every_code_is_read_at_both_resolutions(letters, wanted):
    assert len(letters) > SAMPLE * 0.7
    assert {code for _, _, code in letters} == set(SIZES)
    for letter, layout, code in letters:
        for dpi in (300, 203):
            picture = window_picture(letter, layout.window, dpi)
            assert read(picture) == wanted[code]


def test_all_ink_is_where_the_envelope_shows_it(letters):
    for letter, layout, _ in letters:
        form = layout.window
        picture = window_picture(letter, form)
        # The picture begins 5 mm before the window. All ink of the window is in it.
        dark = ink(picture, form.moved(5 - form.left, 5 - form.top))
        dark = dark.moved(form.left - 5, form.top - 5)
        assert layout.extent.contains(dark, TENTH)
        if layout.safe:
            assert safe_area(form).contains(dark, TENTH)
        assert form.grown(-0.9).contains(dark, TENTH)


def test_the_stamps_quiet_zone_is_white(letters):
    for letter, layout, _ in letters:
        form, stamp = layout.window, layout.stamp
        picture = window_picture(letter, form)
        place = stamp.moved(5 - form.left, 5 - form.top)
        outer, inner = place.grown(0.9), place.grown(0.15)
        picture.paste(255, pixels(inner))
        assert picture.crop(pixels(outer)).getextrema()[0] > 200


def pixels(box):
    edges = (box.left, box.top, box.right, box.bottom)
    return tuple(round(v * 300 / 25.4) for v in edges)


@pytest.mark.parametrize("how", SPOILED)
@pytest.mark.parametrize("dpi", [300, 203])
def test_bad_printers_still_give_a_code_that_reads(letters, wanted, how, dpi):
    some = letters[::3] if LONG else letters[::6]
    for letter, layout, code in some:
        picture = SPOILED[how](window_picture(letter, layout.window, dpi))
        assert read(picture) == wanted[code]


@pytest.mark.parametrize(("dpi", "rate"), [(300, 0.95), (203, 0.9)])
def test_faded_and_specked_codes_read(letters, wanted, dpi, rate):
    """A pixel is a fifth of a module at 300 dpi, more than a quarter at 203.

    So specks may spoil a code for zxing now and then.

    Which pixels are hit decides that, not where the stamp stands: the same letters
    without specks are all read (above).
    """
    some = letters[::3] if LONG else letters
    read_back = [
        read(specked(faded(window_picture(letter, layout.window, dpi)), seed))
        == wanted[code]
        for seed, (letter, layout, code) in enumerate(some)
    ]
    assert sum(read_back) >= rate * len(read_back)


def test_contact_sheets_can_be_written(letters, tmp_path):
    """To look at: the window in blue, the safe area in green, or red if not kept."""
    folder = Path(PICTURES) if PICTURES else tmp_path
    shown = letters if PICTURES else letters[:3]
    pictures = []
    for letter, layout, _ in shown:
        picture = window_picture(letter, layout.window, 120).convert("RGB")
        frame(picture, layout.window, layout.window, "blue")
        safe = "green" if layout.safe else "red"
        frame(picture, safe_area(layout.window), layout.window, safe)
        pictures.append(picture)
    write_contact_sheets(pictures, folder, "letters")
    spoiled = [
        change(window_picture(letter, layout.window, dpi))
        for letter, layout, _ in shown[:3]
        for dpi in (300, 203)
        for change in SPOILED.values()
    ]
    write_contact_sheets(spoiled, folder, "spoiled")
    assert (folder / "letters-1.png").stat().st_size > 1000


def frame(picture, box, form, colour):
    moved = box.moved(5 - form.left, 5 - form.top)
    edges = (moved.left, moved.top, moved.right, moved.bottom)
    ImageDraw.Draw(picture).rectangle([v * 120 / 25.4 for v in edges], outline=colour)


def write_contact_sheets(pictures, folder, name, columns=4, rows=7):
    """Write PNG files with so many pictures on each."""
    folder.mkdir(parents=True, exist_ok=True)
    width, height = 400, 232
    for at in range(0, len(pictures), columns * rows):
        sheet = Image.new("RGB", (columns * width, rows * height), "grey")
        for place, picture in enumerate(pictures[at : at + columns * rows]):
            small = picture.convert("RGB")
            small.thumbnail((width - 6, height - 6))
            row, column = divmod(place, columns)
            sheet.paste(small, (column * width + 3, row * height + 3))
        sheet.save(folder / f"{name}-{at // (columns * rows) + 1}.png")
