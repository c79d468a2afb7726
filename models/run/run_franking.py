from odoo import models
from odoo.exceptions import UserError

from ..letter.medium import MEDIA

CHECKED_AT_ONCE = 25  # letters in a transaction; their PDFs are made in one go
FRANKED_AT_ONCE = 25
RANK = {medium: rank for rank, (medium, _label) in enumerate(MEDIA)}


class InternetmarkeRun(models.Model):
    """Checking and franking, chunk by chunk.

    A letter is franked once: its line is written in the transaction that uses the
    stamp, and the journal refuses a document that is franked already.
    """

    _inherit = "internetmarke.run"

    def action_check(self):
        """Look into the documents, and find out what each letter needs."""
        self._check_may_work()
        return self._start("check", self.new_count)

    def action_check_blocked(self):
        """Check the letters once more that something stood in the way of."""
        self._check_may_work()
        blocked = self.blocked_line_ids
        stamped = blocked.filtered(lambda line: line._has_stamp())
        stamped.action_check_again()
        (blocked - stamped).sudo()._forget_check()
        return not self.new_count or self._start("check", self.new_count)

    def _check_chunk(self):
        """Check some letters.

        :return: how many are left.
        """
        self._waiting_lines("new", limit=CHECKED_AT_ONCE)._check()
        left = self._count_waiting("new")
        if not left:
            self._number_letters()
        return left

    def action_frank(self):
        """Frank the letters for which there are stamps. Nothing is bought."""
        self._check_may_work()
        self.company_id._internetmarke_check_enabled()
        count = self.to_frank_count - self.missing_count
        if count <= 0:
            raise UserError(
                self.env._(
                    "There are no stamps in stock for these letters. No stamp was "
                    "used. Buy the missing ones first."
                )
            )
        self._number_letters()
        return self._start("frank", count)

    def _frank_chunk(self):
        """Frank some letters from stock.

        :return: how many letters are left for which there are stamps.
        """
        missing = self._needs()
        out_of_stock = [need.product.id for need in missing if not need.stock]
        lines = self._waiting_lines(
            "fine", ("product_id", "not in", out_of_stock), limit=FRANKED_AT_ONCE
        )
        lines._each_for_itself(lambda several: several._frank_from_stock())
        left = sum(min(need.needed, need.stock) for need in self._needs())
        return left if lines else 0

    def _waiting_domain(self, state):
        return [
            ("run_id", "=", self.id),
            ("state", "=", state),
            ("letter_id", "=", False),
        ]

    def _waiting_lines(self, state, *conditions, limit):
        return self.env["internetmarke.run.line"].search(
            [*self._waiting_domain(state), *conditions],
            order="number, id",
            limit=limit,
        )

    def _count_waiting(self, state):
        lines = self.env["internetmarke.run.line"]
        return lines.search_count(self._waiting_domain(state))

    def _number_letters(self):
        """Number the letters in the order in which they leave the printer.

        They are sorted by way to the printer, then product, sheets, postcode and the
        number of their first document. So each pile goes into the same envelopes and is
        handed in together. A letter that is in a file keeps its number. Those that
        something stands in the way of come last, so that the pile has no gaps.
        """
        for run in self:
            lines = run.line_ids.filtered(lambda line: line.state != "left_out")
            filed = lines.filtered("file_id")
            last = max(filed.mapped("number"), default=0)
            order = (lines - filed).sorted(lambda line: line._place_in_pile())
            for number, line in enumerate(order, last + 1):
                if line.number != number:
                    line.number = number


class InternetmarkeRunLine(models.Model):
    """The place of a letter in the pile, and how it gets its stamp."""

    _inherit = "internetmarke.run.line"

    def _frank_from_stock(self):
        """Frank these letters. Those without a stamp in stock stay as they are."""
        for line, letter in zip(self, self._frank(), strict=True):
            line.sudo().letter_id = letter

    def _way(self):
        """Return a key for the way to the printer: one key, one file."""
        letter = self.letter_id or self
        paper = ""
        if letter.medium == "envelope":
            paper = letter.printed_envelope or ""
        elif letter.medium == "label":
            paper = letter.label_format or ""
        return RANK[letter.medium], paper, letter.tray_id.id or 0, letter.duplex

    def _place_in_pile(self):
        product = self.letter_id.product_id or self.product_id
        sheets = self.letter_id.sheets or self.sheets
        postcode = self.partner_id.zip or ""
        blocked = self.state == "blocked"
        documents = self._documents()
        # A slice would be read by itself, for each line.
        number = next(iter(documents), documents)._internetmarke_place()
        kind = product.price, product.id, sheets, postcode
        return blocked, *self._way(), *kind, *number, self.id
