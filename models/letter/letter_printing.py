import re

from odoo import fields, models
from odoo.exceptions import UserError

from ..core.plain_context import plain
from ..money.request import COPY

# A name of a file may be so long, on all systems.
LONGEST_NAME = 120
# Windows allows none of these in it.
UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')


class InternetmarkeLetter(models.Model):
    """Printing: the journal shows each print; letters are composed on demand.

    The composing itself is in letter_composing.py.
    """

    _inherit = "internetmarke.letter"

    def action_print(self):
        """Print letters that have not been printed yet."""
        return self._print(lambda letter: letter._check_unprinted())

    def action_print_again(self):
        """Print letters once more. A person was asked before and answers for it."""
        return self._print()

    def _check_unprinted(self):
        if self.state == "printed":
            raise UserError(
                self.env._(
                    "Printed already: %(letters)s. Each stamp is good for one letter. "
                    "Click “Print Again” if a sheet is unusable or lost.",
                    letters=self.name,
                )
            )

    def action_change_medium(self):
        """Ask on which other medium these letters are printed."""
        self._check_may_frank()
        self._check_not_used_up()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Change Print Type"),
            "res_model": "internetmarke.medium.change",
            "view_mode": "form",
            "target": "new",
            "context": {"default_letter_ids": self.ids},
        }

    def _print(self, check=None):
        """Mark the letters as printed and return the report that prints them.

        :param check: called with each letter; raises a UserError if it is not printed.
        """

        def check_all(letter):
            letter._check_may_frank()
            if check:
                check(letter)
            letter._check_not_used_up()
            letter._check_printable()

        self.browse()._check_may_frank()
        good, left_out = self._each(check_all)
        try:
            with self.env.cr.savepoint():
                good._print_parts([None])
        except UserError:
            # The error may not name all letters that fail.
            good, failed = good._each(lambda letter: letter._compose())
            left_out |= failed
            good._print_parts([None])
        report = self.env.ref("internetmarke.action_report_letter")
        action = report.report_action(good, config=False)
        return self._with_left_out(left_out, action)

    def _print_parts(self, parts, reason=None):
        """Mark the letters as printed and return a PDF for each part.

        :param parts: values for the parameter ``part`` of ``_compose``.
        :param reason: why they are printed again.
        """
        self._check_not_used_up()
        letters = plain(self.sudo())
        letters._place_labels()
        documents = [self._compose(part) for part in parts]
        values = {
            "state": "printed",
            "printed_by_id": self.env.uid,
            "printed_on": fields.Datetime.now(),
        }
        for count, alike in letters.grouped("print_count").items():
            alike.write({**values, "print_count": count + 1})
        letters._documents_sent()._internetmarke_mark_sent()
        letters._note_printing(reason)
        return documents

    def _note_printing(self, reason):
        """Tell the documents that their letter was printed, perhaps once more.

        The letters themselves tell the first time by their state.
        """
        again = self.filtered(lambda letter: letter.print_count > 1)
        note = (
            self.env._("Printed again: %(reason)s", reason=reason)
            if reason
            else self.env._("Printed again.")
        )
        again._message_log_batch(bodies=dict.fromkeys(again.ids, note))
        once = self.env._("Letter %(letter)s was printed.")
        once_more = self.env._("Letter %(letter)s was printed again.")
        self._note_on_documents(
            lambda letter, _document: (
                (once_more if letter in again else once) % {"letter": letter.name}
            )
        )

    def _documents_sent(self):
        """Return the documents that count as sent when these letters were printed."""
        return self._documents()

    def _check_may_print(self):
        """Raise unless these letters are marked as printed, and the user may print.

        Without this check, the address of the report would print valid stamps that the
        journal does not show.
        """
        self._check_may_frank()
        self._check_not_used_up()
        if any(letter.state != "printed" for letter in self):
            raise UserError(
                self.env._(
                    "Please print letters with “Print Letter”, so that the letter "
                    "journal shows it."
                )
            )

    def _file_name(self):
        """Return the name of the PDF of one letter, without its ending."""
        self.ensure_one()
        content = (self.content or "").removesuffix(".pdf")
        parts = self.name.replace("/", " ", 1), self.partner_id.display_name, content
        name = " ".join(" ".join(parts).split())
        return UNSAFE.sub("-", name)[:LONGEST_NAME].strip(" .")

    def _report_pdf(self):
        """Return these letters as PDF, for the report."""
        self._check_may_print()
        return self._compose()

    def _check_printable(self):
        """Raise a UserError unless this letter can be printed now.

        Its franking was not removed. Its stamp belongs to this database and to the
        present mode. It has a document, and its invoices are still posted.
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
        if letter.environment == COPY:
            raise UserError(
                self.env._(
                    "The stamp of letter %(letter)s belongs to the database that this "
                    "one is a copy of, so it is not printed here.",
                    letter=self.name,
                )
            )
        # Of a branch's letter, the stamp may be its parent's.
        if letter.environment != letter.stamp_id.company_id.internetmarke_environment:
            raise UserError(
                self.env._(
                    "The stamp of letter %(letter)s was bought in another mode "
                    "(production or demo) than the company uses now, so it is not "
                    "printed.",
                    letter=self.name,
                )
            )
        if not letter._has_content():
            raise UserError(
                self.env._(
                    "The invoice of letter %(letter)s no longer exists. Remove the "
                    "franking to use its stamp again.",
                    letter=self.name,
                )
            )
        changed = letter.move_ids.filtered(lambda move: move.state != "posted")
        if changed:
            raise UserError(
                self.env._(
                    "%(invoices)s was reset or cancelled since letter %(letter)s was "
                    "franked, so it is not printed. If it was never mailed, remove the "
                    "franking and frank again.",
                    invoices=", ".join(changed.mapped("display_name")),
                    letter=self.name,
                )
            )
