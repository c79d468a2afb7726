"""Which paper takes one stamp a page."""

import json
from dataclasses import replace

from api import single_stamp_format
from api.answers import read_page_formats
from api.reading import parse_json
from simulator.catalogue import page_formats

ANSWER = {"pageFormats": [known.answer for known in page_formats().values()]}
FORMATS = read_page_formats(parse_json(json.dumps(ANSWER).encode()))


def test_the_smallest_that_takes_every_stamp():
    assert single_stamp_format(FORMATS, besides=0).id == 216
    assert single_stamp_format(FORMATS, besides=216).id == 66


def test_an_envelope_is_better_than_nothing():
    left = [one for one in FORMATS if not one.is_image_possible]
    chosen = single_stamp_format(left, besides=0)
    assert (chosen.columns, chosen.rows) == (1, 1)
    assert chosen.width - chosen.margin_left - chosen.margin_right >= 62


def test_none_is_chosen_where_none_fits():
    small = [replace(one, width=60.0, height=60.0) for one in FORMATS]
    assert single_stamp_format(small, besides=0) is None
    assert single_stamp_format([], besides=0) is None
    sheets = [replace(one, columns=2) for one in FORMATS]
    assert single_stamp_format(sheets, besides=0) is None
