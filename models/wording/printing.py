"""The errors of the package ``printing`` in plain words.

Every message says what is wrong, that no stamp was used, and what to do next.
"""

from ...printing import (
    AddressMissing,
    DoesNotFit,
    LabelTooSmall,
    MissingGlyph,
    NoSuchLabel,
    OffsetTooLarge,
    UnreadablePdf,
    WindowOccupied,
    WrongStamp,
)


def explain_printing(env, error):
    """Return the message for a ``PrintingError``."""
    if isinstance(error, AddressMissing):
        return explain_window(env, ["address_missing"])
    if isinstance(error, WindowOccupied):
        return explain_window(env, ["window_occupied"])
    if isinstance(error, MissingGlyph):
        return env._(
            "The address has characters that the font of the letter cannot print "
            "(%(characters)s). Write them in Latin letters in the contact. No stamp "
            "was used.",
            characters=" ".join(map(chr, error.code_points)),
        )
    if isinstance(error, DoesNotFit):
        return _explain_room(env, error)
    if isinstance(error, LabelTooSmall):
        if error.code == "stamp_too_large":
            return env._(
                "The stamp is larger (%(stamp)s mm) than the label (%(label)s mm). "
                "Choose a label format with larger labels. No stamp was used.",
                stamp=_size(error.stamp),
                label=_size(error.label),
            )
        return env._(
            "Stamp and address do not fit on a label of %(label)s mm. Choose larger "
            "labels, shorten the address in the contact, or print the stamp without "
            "the address. No stamp was used.",
            label=_size(error.label),
        )
    if isinstance(error, NoSuchLabel):
        if error.count == 1:
            return env._(
                "The sheet has one label, so the first free label is 1. No stamp was "
                "used."
            )
        return env._(
            "The sheet has %(count)s labels: the first free label is one from 1 to "
            "%(count)s. No stamp was used.",
            count=error.count,
        )
    if isinstance(error, OffsetTooLarge):
        if error.code == "off_page":
            return env._(
                "The printer tray moves the print so far that it would be beside the "
                "paper. No stamp was used. Correct the tray, or choose another one."
            )
        return env._(
            "The offset of the printer tray moves stamp and address so far that they "
            "would cover other text, or that other text would show in the window. "
            "Choose the cover sheet, or another tray. No stamp was used."
        )
    if isinstance(error, WrongStamp):
        return env._(
            "The page of the stamp does not show the Frankier-ID that the journal "
            "says, so it is not printed. Remove the franking, frank again, and tell "
            "your administrator."
        )
    return explain_unreadable(env, error)


def explain_unreadable(env, error):
    """Return the message for a PDF that cannot be used as a letter.

    :param error: an ``UnreadablePdf``.
    """
    reason = {
        "not_a_pdf": env._("The file is not a PDF. Save or print it as PDF first."),
        "encrypted": env._(
            "The PDF is protected with a password. Save it without a password first."
        ),
        "cipher_missing": env._(
            "The PDF is encrypted. To open it, Odoo needs the Python package "
            "cryptography."
        ),
        "too_large": env._(
            "The PDF is larger than 64 MB. Make the file smaller first."
        ),
        "too_many_pages": env._("The PDF has more than 5000 pages."),
        "too_complex": env._(
            "The PDF is too complex to be read safely. Print it into a new PDF first."
        ),
        "empty_page": env._("A page of the stamps is empty."),
        "several_stamps": env._(
            "The page shows several stamps, and Odoo cannot tell which one has this "
            "Frankier-ID. Return them with “Return Unusable Stamps”."
        ),
    }.get(
        error.code if isinstance(error, UnreadablePdf) else None,
        env._("The PDF is damaged. Print it into a new PDF first."),
    )
    return env._("%(reason)s No stamp was used.", reason=reason)


def explain_lost_file(env, name):
    """Return the message for a document whose file Odoo has lost.

    :param name: of the invoice, the order or the file.
    """
    return env._(
        "The file of %(document)s is missing in Odoo, so nothing was franked or "
        "printed. An administrator can restore it from a backup of the filestore.",
        document=name,
    )


def explain_window(env, codes, way_out="layout"):
    """Return the message for a document that does not fit a window envelope.

    :param codes: of a ``WindowReport``.
    :param way_out: what helps besides another medium: "layout" (change the layout of
        invoices), "post" (post this one again, because its PDF has the old address),
        or None.
    """
    if "address_elsewhere" in codes:
        problem = env._(
            "The recipient's address stands on the page, but not where the window of "
            "the envelope is."
        )
    elif "address_missing" in codes and "window_occupied" in codes:
        problem = env._(
            "Something else than the contact's current address stands in the window of "
            "the envelope."
        )
    elif "address_missing" in codes:
        problem = env._(
            "The recipient's address is not where the window of the envelope is."
        )
    else:
        problem = env._(
            "Something else than the return line and the address stands in the window "
            "of the envelope."
        )
    if way_out == "post":
        return env._(
            "%(problem)s Choose a cover sheet, an envelope or a label instead. Or "
            "reset the invoice to draft and post it again: its PDF then has the "
            "contact's present address. No stamp was used.",
            problem=problem,
        )
    if not way_out:
        return env._(
            "%(problem)s Choose a cover sheet, an envelope or a label instead. No "
            "stamp was used.",
            problem=problem,
        )
    return env._(
        "%(problem)s Choose a cover sheet, an envelope or a label instead. Or choose "
        "the layout DIN 5008 in Settings > General Settings > Document Layout, reset "
        "the invoice to draft and post it again. No stamp was used.",
        problem=problem,
    )


def explain_warnings(env, codes):
    """Return warnings about the window, one a line.

    :param codes: the warnings of a ``WindowReport``.
    """
    texts = {
        "text_seen": env._(
            "Other text stands so close to the window that an envelope may show it "
            "beside or below the address. You can print the letter; a cover sheet "
            "keeps the text out of sight."
        ),
        "page_not_a4": env._(
            "The first page is not A4 upright, so the window may not show the address "
            "when it is folded. Print it on A4 without scaling, or choose the cover "
            "sheet."
        ),
    }
    return "\n".join(texts[code] for code in codes)


def explain_envelope(env):
    """Return the warning for an envelope with its window at another place."""
    return env._(
        "The window of this envelope hides a part of the stamp or the address. Choose "
        "another envelope, or print on the envelope."
    )


def explain_hidden(env):
    """Return the warning for a window that may hide something."""
    return env._(
        "The address is so long, or the stamp so large, that a sheet that slides in "
        "its envelope may hide some millimetres. The cover sheet has the same window: "
        "shorten the address, fold and insert with care, or print an envelope or a "
        "label."
    )


def _explain_room(env, error):
    """Return the message for a ``DoesNotFit``."""
    if error.code == "page_too_small":
        return env._(
            "The document's page is smaller than the window of the envelope. Choose "
            "the cover sheet, an envelope or a label. No stamp was used."
        )
    if error.code == "too_many_lines":
        return env._(
            "The address has more lines than the window of an envelope takes. Shorten "
            "it in the contact, or print an envelope or a label. No stamp was used."
        )
    if error.code == "sender_too_long":
        return env._(
            "The company's own address does not fit beside the stamp on this envelope. "
            "Choose a larger envelope or a label. No stamp was used."
        )
    if error.code == "text_too_long":
        return env._(
            "The text does not fit on the sheet. Put fewer documents into one "
            "envelope. No stamp was used."
        )
    if not error.media and error.code == "address_too_long":
        return env._(
            "The address does not fit on this envelope. Choose a larger envelope or "
            "shorten the address in the contact. No stamp was used."
        )
    if "envelope" in error.media:
        return env._(
            "Return line, stamp and address do not fit into the window of the "
            "envelope, nor on a cover sheet. Print an envelope or a label, shorten the "
            "address in the contact, or choose a product with a smaller stamp. No "
            "stamp was used."
        )
    return env._(
        "The stamp is too large for this envelope. Print a label, or choose a product "
        "with a smaller stamp. No stamp was used."
    )


def _size(size):
    """Return a width and height as people write them, in mm."""
    return " × ".join(f"{length:.0f}" for length in size)
