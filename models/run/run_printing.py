import base64

from psycopg2 import OperationalError

from odoo import fields, models

from ...printing import page_count


class InternetmarkeRun(models.Model):
    """Printing: one file for each way to the printer, file by file.

    One transaction composes a file, marks its letters as printed and stores it. So no
    stamp is in a file unless the journal shows it.
    """

    _inherit = "internetmarke.run"

    max_sheets = fields.Integer(
        string="Sheets in a File",
        default=500,
        required=True,
        help="As much paper as the tray holds. What is more becomes another file.",
    )

    _max_sheets_positive = models.Constraint(
        "CHECK (max_sheets > 0)", "A file has at least one sheet."
    )

    def action_print(self):
        """Make the files. Their letters count as printed."""
        self._check_may_work()
        self._number_letters()
        return self._start("print", self.to_print_count)

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
        files = self.env["internetmarke.run.file"].sudo()
        for part, document in zip(parts, documents, strict=True):
            files += files.create(self._prepare_file(lines, part, document))
        lines.sudo().file_id = files[0]

    def _prepare_file(self, lines, part, document):
        kind = "documents" if part == "documents" else lines.letter_id[:1].medium
        return {
            "run_id": self.id,
            "kind": kind,
            "first_number": lines[0].number,
            "last_number": lines[-1].number,
            "letter_count": len(lines),
            "page_count": page_count(document),
            "document": base64.b64encode(document),
        }


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

    def _try_to_compose(self):
        for line in self:
            line.letter_id._compose()
