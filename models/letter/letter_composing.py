from contextlib import contextmanager

from odoo import fields, models
from odoo.exceptions import UserError

from ...printing import (
    NO_OFFSET,
    AddressMissing,
    LabelTooSmall,
    Pile,
    PrintingError,
    WindowOccupied,
    check_window,
    clean_texts,
    compose_cover_sheet,
    compose_envelope,
    compose_labels,
    each_page,
    end_of_sheet,
    layout_window,
    mark_window,
    no_blanks,
    nominal_size,
    open_pdf,
    preview_letter,
    sample_stamp,
)
from ..wording.printing import explain_printing
from .medium import IN_WINDOW


class InternetmarkeLetter(models.Model):
    """What the printer gets: the medium with the stamp, and the documents.

    A stamp is a tuple: PDF, page (from 1), and the Frankier-ID that the page must
    show. The ID is None when the page alone tells which stamp it is. ``_compose``
    needs franked letters. Previews and checks also work for letters in memory, with
    a sample instead of a stamp.
    """

    _name = "internetmarke.letter"
    _inherit = ["internetmarke.letter", "internetmarke.medium"]

    medium = fields.Selection(default="window")

    def _compose(self, part=None):
        """Return these letters as one PDF, sorted by the paper they are printed on.

        Labels come first; those of one format share sheets. Then come the envelopes,
        those of one size together. Plain paper is last, letter by letter: the whole
        letter when it has a window or a cover sheet, else its documents. Within each
        kind the letters keep their order.

        :param part: "medium" for the labels and envelopes alone, "documents" for the
            plain paper alone.
        :raise UserError: in plain words, if one cannot be composed.
        """
        pile = self._compose_pile(part)
        with self._explained(self.sudo()):
            return pile.pdf()

    def _compose_pile(self, part=None):
        """Return what ``_compose`` writes, as a pile of sheets."""
        for letter in self:
            letter._check_printable()
        letters = self.sudo()
        letters._documents()._internetmarke_make_documents()
        stamped = letters
        if part:
            stamped = letters.filtered(
                lambda letter: (letter.medium in IN_WINDOW) == (part == "documents")
            )
        stamps = stamped._bought_stamps()
        pile = Pile()
        if part != "documents":
            # They are fed by hand and printed on one side, whatever the documents are.
            blanks = no_blanks if part == "medium" else letters._blanks()
            letters._add_media(pile, stamps, blanks)
        if part != "medium":
            for letter in letters:
                with self._explained(letter):
                    blanks = letters._blanks(letter.duplex)
                    letter._add_sheets(pile, stamps.get(letter), blanks)
        return pile

    def _add_media(self, pile, stamps, blanks):
        """Put the sheets of labels and the envelopes of these letters on a pile."""
        for labels in self._label_groups():
            with self._explained(labels):
                sheets = labels._compose_labels([stamps[letter] for letter in labels])
                pile.add(sheets, blanks)
        envelopes = self.filtered(lambda letter: letter.medium == "envelope")
        for size in envelopes.grouped("printed_envelope").values():
            for letter in size:
                with self._explained(letter):
                    pile.add(letter._compose_envelope(stamps[letter]), blanks)

    @contextmanager
    def _explained(self, concerned):
        """Turn a PrintingError into a UserError that names the letter."""
        try:
            yield
        except PrintingError as error:
            message = explain_printing(self.env, error)
            if isinstance(error, LabelTooSmall):
                concerned = concerned[error.position - 1]
            if len(self) > len(concerned):
                names = (f"{one.name} ({one.partner_id.name})" for one in concerned)
                message = self.env._(
                    "Nothing was printed because of %(letters)s. %(problem)s",
                    letters=", ".join(names),
                    problem=message,
                )
            raise UserError(message) from error

    def _check_fits(self, product):
        """Raise a UserError unless the letter could be printed with this product."""
        self.ensure_one()
        size = nominal_size(product.destination, product.service)
        stamp = sample_stamp(*size), 1, None
        pile = Pile()
        try:
            if self.medium == "label":
                pile.add(self._compose_labels([stamp]))
            elif self.medium == "envelope":
                pile.add(self._compose_envelope(stamp))
            self._add_sheets(pile, stamp)
            pile.pdf()
        except PrintingError as error:
            raise UserError(explain_printing(self.env, error)) from error

    def _add_sheets(self, pile, stamp, blanks=no_blanks):
        """Put the plain paper of this letter on a pile.

        :param stamp: None if it is not on plain paper.
        """
        contents = self._contents()
        if self.medium == "window":
            self._add_window(pile, contents.pop(0), stamp, blanks)
        elif self.medium == "cover_sheet":
            pile.add(self._compose_cover_sheet(stamp), blanks)
        for document in contents:
            pile.add(document, blanks)

    def _blanks(self, duplex=False):
        """Return where blank pages follow in a document, so that none shares a sheet.

        A printer that prints one of these letters on both sides prints all of them so.
        """
        if not any(self.mapped("duplex")):
            return no_blanks
        return end_of_sheet if duplex else each_page

    def _compose_window(self, document, stamp):
        """Return the document with stamp and address drawn in its window."""
        pile = Pile()
        self._add_window(pile, document, stamp)
        return pile.pdf()

    def _add_window(self, pile, document, stamp, blanks=no_blanks):
        """Put what ``_compose_window`` returns on a pile."""
        pdf, page, voucher_id = stamp
        document = open_pdf(document)
        problem = None
        for printed in self._printed_addresses():
            try:
                return pile.add_letter(
                    document,
                    pdf,
                    page,
                    blanks,
                    voucher_id=voucher_id,
                    printed_address_lines=printed,
                    offset=self._offset(),
                    **self._window_texts(),
                )
            except (AddressMissing, WindowOccupied) as error:
                problem = problem or error
        raise problem

    def _compose_cover_sheet(self, stamp):
        pdf, page, voucher_id = stamp
        return compose_cover_sheet(
            pdf,
            page,
            voucher_id=voucher_id,
            lines=self._cover_lines(),
            offset=self._offset(),
            **self._window_texts(),
        )

    def _compose_envelope(self, stamp):
        pdf, page, voucher_id = stamp
        return compose_envelope(
            pdf,
            page,
            voucher_id=voucher_id,
            envelope=self.printed_envelope,
            sender_lines=self.company_id._origin._internetmarke_sender_lines(),
            address_lines=self.partner_id._origin._internetmarke_address_lines(),
            offset=self._offset(),
        )

    def _compose_labels(self, stamps):
        """Return the sheets of labels of these letters. All have the same format."""
        first = self[:1]
        sheet = self._label_sheet(first.label_format)
        if not sheet:
            raise UserError(self.env._("Choose a label format. No stamp was used."))
        addresses = (
            letter.label_address
            and letter.partner_id._origin._internetmarke_address_lines()
            for letter in self
        )
        return compose_labels(
            [(*stamp, lines) for stamp, lines in zip(stamps, addresses, strict=True)],
            sheet=sheet,
            start=first.label_position,
            offset=first._offset(),
        )

    def _label_groups(self):
        """Return the letters on labels, grouped: each group shares sheets."""
        labels = self.filtered(lambda letter: letter.medium == "label")
        return labels.grouped(
            lambda letter: (letter.label_format, letter._offset())
        ).values()

    def _place_labels(self):
        """Write down which label of its sheet each letter is printed on."""
        for group in self._label_groups():
            sheet, first = self._label_sheet(group[:1].label_format), group[:1]
            for number, letter in enumerate(group, first.label_position - 1):
                letter.label_position = number % sheet.label_count + 1

    def _preview(self, size):
        """Return the first printed page, with MUSTER instead of a stamp.

        :param size: width and height of the stamp in mm.
        :raise PrintingError: if the letter cannot be composed.
        """
        self.ensure_one()
        stamp = (sample_stamp(*size), 1, None)
        if self.medium == "cover_sheet":
            return self._compose_cover_sheet(stamp)
        if self.medium == "envelope":
            return self._compose_envelope(stamp)
        if self.medium == "label":
            return self._compose_labels([stamp])
        document = open_pdf(self._shown_document())
        _report, printed = self._check_window(document)
        return preview_letter(
            document,
            size,
            printed_address_lines=printed,
            offset=self._offset(),
            **self._window_texts(),
        )

    def _try_window(self, size):
        """Raise a PrintingError unless a stamp of this size (mm) fits in the window."""
        self._compose_window(self._shown_document(), (sample_stamp(*size), 1, None))

    def _check_letters(self):
        """Raise a MissingGlyph if the font lacks a letter of the address.

        A label may show the stamp without the address.
        """
        if self.medium != "label" or self.label_address:
            clean_texts(self.partner_id._origin._internetmarke_address_lines())

    def _marked_window(self):
        """Return the first page with frames around the window and what is wrong."""
        document = open_pdf(self._shown_document())
        report, _printed = self._check_window(document)
        return mark_window(document, self._form(), report)

    def _check_window(self, document):
        """Return the report on a document's window, and the address searched for."""
        document = open_pdf(document)
        found = None
        for printed in self._printed_addresses():
            report = check_window(document, self._form(), printed)
            if report.ok:
                return report, printed
            found = found or (report, printed)
        return found

    def _window_layout(self, size):
        """Return the places (mm) of return line, stamp and address in the window."""
        return layout_window(size, **self._window_texts())

    def _printed_addresses(self):
        """Return the forms in which a document may show the recipient's address."""
        first = self._documents()[:1] or self.env["internetmarke.document.mixin"]
        return first._internetmarke_printed_addresses(self.partner_id._origin)

    def _window_texts(self):
        company = self.company_id._origin
        return {
            "return_line": company._internetmarke_return_line(),
            "address_lines": self.partner_id._origin._internetmarke_address_lines(),
            "form": self._form(),
            # A PDF from another program has a font of its own.
            "font": company._internetmarke_font() if self._documents() else None,
        }

    def _cover_lines(self):
        """Return the list of documents on the cover sheet, in the recipient's language.

        Uploaded PDFs are left out: a file's name is not meant for the recipient.
        """
        documents = self._documents().with_context(lang=self.partner_id._origin.lang)
        return [document._internetmarke_title() for document in documents]

    def _form(self):
        return self.company_id._origin._internetmarke_form()

    def _offset(self):
        """Return by how much the print is moved, in mm to the right and down."""
        trays = self.tray_id._origin or self.company_id._origin.internetmarke_tray_ids
        return trays[0]._offset() if trays else NO_OFFSET

    def _bought_stamps(self):
        """Return the stamp of each letter: ``{letter: (PDF, page, ID or None)}``.

        Many letters have stamps of one order. Its document is read once.
        """
        documents = {}
        for order, letters in self.grouped(lambda one: one.stamp_id.order_id).items():
            document = order._document_bytes()
            with self._explained(letters):
                documents[order] = open_pdf(document)
            letters.stamp_id._remember_places(document, documents[order])
        return {
            letter: (
                documents[letter.stamp_id.order_id],
                letter.stamp_id.page,
                letter.stamp_id.voucher_id if letter.stamp_id.shows_id else None,
            )
            for letter in self
        }

    def _contents(self):
        """Return the PDFs of the content, the one behind the window first."""
        documents = self._documents()
        documents._internetmarke_make_documents()
        return [record._internetmarke_document() for record in documents]

    def _shown_document(self):
        """Return the document behind the window to look at; nothing is stored."""
        return self._documents()[:1]._internetmarke_shown_document()
