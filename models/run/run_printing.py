import base64

from psycopg2 import OperationalError

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...printing import page_count


class InternetmarkeRun(models.Model):
    """Printing: one file for each way to the printer, file by file.

    One transaction composes a file, marks its letters as printed and stores it. So no
    stamp is in a file unless the journal shows it.
    """

    _inherit = "internetmarke.run"

    max_sheets = fields.Integer(
        string="Sheets in a File",
        compute="_compute_max_sheets",
        precompute=True,
        store=True,
        readonly=False,
        required=True,
        help="As much paper as the tray holds. What is more becomes another file.",
    )

    # The number of the first file that was made when somebody printed last.
    printed_from = fields.Integer(readonly=True, copy=False, aggregator=None)

    _max_sheets_positive = models.Constraint(
        "CHECK (max_sheets > 0)", "Each file needs room for at least one sheet."
    )

    @api.depends("company_id")
    def _compute_max_sheets(self):
        for run in self:
            run.max_sheets = run.company_id.internetmarke_max_sheets

    def action_print(self):
        """Make the files. Their letters count as printed."""
        self._check_may_work()
        self._number_letters()
        self.sudo().printed_from = self._next_file_number()
        return self._start("print", self.to_print_count)

    def action_show_printed(self):
        """Let the browser print the first file that was made, for who asked for it.

        The screen calls this when the files are made.
        """
        self.ensure_one()
        self.env["internetmarke.letter"]._check_may_frank()
        self.check_access("read")
        if self.job or self.closed or self.sudo().job_user_id != self.env.user:
            return False
        files = self.file_ids.filtered(lambda one: one.number >= self.printed_from)
        return bool(files) and files[0].action_open_print_dialog()

    def _next_file_number(self):
        return max(self.sudo().file_ids.mapped("number"), default=0) + 1

    def _printable_lines(self):
        return self.env["internetmarke.run.line"].search(
            [
                ("run_id", "=", self.id),
                ("state", "=", "fine"),
                ("letter_state", "=", "franked"),
            ],
            order="number, id",
        )

    def _piles(self):
        """Return the letters of each file to come: list of lines, in order."""
        piles = []
        for line in self._printable_lines():
            sheets = line.letter_id.sheets
            pile = piles[-1] if piles else None
            if (
                not pile
                or pile["way"] != line._way()
                or pile["sheets"] + sheets > self.max_sheets
            ):
                pile = {"way": line._way(), "sheets": 0, "lines": line.browse()}
                piles.append(pile)
            pile["sheets"] += sheets
            pile["lines"] += line
        return [pile["lines"] for pile in piles]

    def _count_files(self):
        return sum(len(lines._parts()) for lines in self._piles())

    def _print_chunk(self):
        """Make the next file.

        :return: how many letters are left to print.
        """
        lines = self._piles()[0]
        try:
            with self.env.cr.savepoint():
                self._make_file(lines)
        except OperationalError:
            raise
        except Exception:
            # The error may not name all letters that fail. So they are found one by
            # one, and the rest is printed.
            lines._each_for_itself(lambda line: line._try_to_compose())
            good = lines.filtered(lambda line: line.state == "fine")
            if good == lines:
                raise
            if good:
                self._make_file(good)
        return len(self._printable_lines())

    def _make_file(self, lines):
        letters = lines.letter_id
        letters._check_may_frank()
        first = letters[:1]
        if first.medium == "label":
            # Printing goes on behind the last used label of the sheet in the printer.
            first.sudo().label_position = lines[:1]._next_label()
        parts = lines._parts()
        documents = letters._print_parts(parts)
        files = self.env["internetmarke.run.file"]
        for part, document in zip(parts, documents, strict=True):
            files += self._store_file(lines, part, document)
        lines.sudo().file_id = files[0]

    def _store_file(self, lines, part, document, reason=False):
        """Store what goes to the printer in one go.

        :param part: which part of the letters it is, as for ``_compose``.
        :param reason: why these letters are printed again.
        """
        files = self.env["internetmarke.run.file"].sudo()
        letter, pages = lines.letter_id[:1], page_count(document)
        own_paper = part == "medium"
        sheets = pages if own_paper else sum(lines.letter_id.mapped("sheets"))
        values = {
            "run_id": self.id,
            "kind": "documents" if part == "documents" else letter.medium,
            "number": self._next_file_number(),
            "tray_id": letter.tray_id.id,
            "duplex": letter.duplex and not own_paper,
            "printed_envelope": own_paper and letter.printed_envelope,
            "label_format": own_paper and letter.label_format,
            "reason": reason,
            "first_number": lines[0].number,
            "last_number": lines[-1].number,
            "letter_count": len(lines),
            "page_count": pages,
            "sheet_count": sheets,
            "document": base64.b64encode(document),
        }
        return files.create(values)

    def _print_again(self, file, first, last, reason):
        """Print letters of a file once more, on the same stamps and the same paper.

        :param first: number of the first letter, ``last`` of the last one.
        :return: the new file.
        """
        first, last = max(first, file.first_number), min(last, file.last_number)
        lines = self.line_ids.filtered(
            lambda line: line.letter_state == "printed" and first <= line.number <= last
        ).sorted("number")
        if not lines:
            raise UserError(
                self.env._(
                    "No letter with these numbers was printed with this file. Nothing "
                    "was printed."
                )
            )
        letters = lines.letter_id
        letters._check_may_frank()
        part = lines._parts()[-1 if file.kind == "documents" else 0]
        [document] = letters._print_parts([part], reason)
        self.message_post(body=lines._explain_print_again(reason))
        return self._store_file(lines, part, document, reason)


class InternetmarkeRunLine(models.Model):
    """Printing of letters that go the same way to the printer."""

    _inherit = "internetmarke.run.line"

    def _parts(self):
        """Return the parts that need different paper, as values for ``_compose``.

        Labels and envelopes are fed by hand. The documents come from the usual tray.
        """
        medium = self.letter_id[:1].medium
        apart = medium in ("envelope", "label")
        return ["medium", "documents"] if apart else [None]

    def _explain_print_again(self, reason):
        numbers = self.mapped("number")
        if len(self) == 1:
            return self.env._(
                "Printed again: No. %(number)s. Reason: %(reason)s",
                number=numbers[0],
                reason=reason,
            )
        return self.env._(
            "Printed again: No. %(first)s to %(last)s, %(count)s letters. Reason: "
            "%(reason)s",
            first=min(numbers),
            last=max(numbers),
            count=len(self),
            reason=reason,
        )

    def _try_to_compose(self):
        for line in self:
            line.letter_id._compose()
