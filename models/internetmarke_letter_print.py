from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools.pdf import merge_pdf

from ..printing import PrintingError, compose_letter, whole_sheets
from .messages import explain_printing
from .plain_context import plain


class InternetmarkeLetter(models.Model):
    """Printing: the journal shows each print, and the letter is composed on demand."""

    _inherit = "internetmarke.letter"

    def action_print(self):
        """Print letters that were not printed yet."""
        self._check_may_frank()
        printed = self.filtered(lambda letter: letter.state == "printed")
        if printed:
            raise UserError(
                self.env._(
                    "Printed already: %(letters)s. A stamp must be posted only once. "
                    "Use Print Again if a sheet was spoiled or lost.",
                    letters=", ".join(printed.mapped("name")),
                )
            )
        return self._print()

    def action_print_again(self):
        """Print letters once more, which a person was asked about and answers for."""
        self._check_may_frank()
        return self._print()

    def _print(self):
        """Mark the letters as printed and return the report that prints them."""
        letters = plain(self.sudo())
        for letter in letters:
            letter._compose()
            letter.write(
                {
                    "state": "printed",
                    "printed_by_id": self.env.uid,
                    "printed_on": fields.Datetime.now(),
                    "print_count": letter.print_count + 1,
                }
            )
        return self.env.ref("internetmarke.action_report_letter").report_action(
            self, config=False
        )

    def _check_may_print(self):
        """Raise unless these letters were marked as printed by an allowed user.

        Without this check the address of the report would print valid stamps that
        the journal does not show.
        """
        self._check_may_frank()
        if any(letter.state != "printed" for letter in self):
            raise UserError(
                self.env._(
                    "Please print letters with the button Print Letter, so that the "
                    "journal shows it."
                )
            )

    def _compose(self):
        """Return the letter as PDF: the invoice with the window area redrawn.

        :raise UserError: in plain words, if it cannot be composed.
        """
        self.ensure_one()
        if self.state == "released":
            raise UserError(
                self.env._(
                    "The franking of letter %(letter)s was removed. Frank the invoice "
                    "again to print it.",
                    letter=self.name,
                )
            )
        letter = self.sudo()
        if letter.environment != letter.company_id.internetmarke_environment:
            raise UserError(
                self.env._(
                    "The stamp of letter %(letter)s was bought in another environment "
                    "(production or demo) than the company uses now, so it is not "
                    "printed.",
                    letter=self.name,
                )
            )
        if not letter.move_ids:
            raise UserError(
                self.env._(
                    "The invoice of letter %(letter)s does not exist any more. Release "
                    "the letter to use its stamp again.",
                    letter=self.name,
                )
            )
        changed = letter.move_ids.filtered(lambda move: move.state != "posted")
        if changed:
            raise UserError(
                self.env._(
                    "%(invoices)s was reset or cancelled since letter %(letter)s was "
                    "franked, so it is not printed. If no sheet of it was posted, "
                    "release the letter and frank again.",
                    invoices=", ".join(changed.mapped("display_name")),
                    letter=self.name,
                )
            )
        order = letter.stamp_id.order_id
        documents = letter._documents()
        try:
            documents[0] = compose_letter(
                documents[0],
                order._document_bytes(),
                letter.stamp_id.page,
                return_line=letter.company_id._internetmarke_return_line(),
                address_lines=letter.partner_id._internetmarke_address_lines(),
                form=letter.company_id._internetmarke_form(),
                printed_address_lines=letter.partner_id._internetmarke_printed_lines(),
                voucher_id=letter.stamp_id.voucher_id,
            )
            if letter.duplex:
                documents = [whole_sheets(document) for document in documents]
        except PrintingError as error:
            raise UserError(explain_printing(self.env, error)) from error
        return merge_pdf(documents) if len(documents) > 1 else documents[0]

    def _documents(self):
        """Return what is inside, the sheet behind the window first: list of PDFs."""
        moves = self.move_ids._origin._internetmarke_sorted()
        return [move._internetmarke_document() for move in moves]
