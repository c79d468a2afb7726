from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..core.rights import JOURNAL_READERS

STATE = "internetmarke_letter_state"


class AccountMove(models.Model):
    """What became of an invoice's letter, to look at, to filter and to group by.

    It is not stored: a letter that is printed would otherwise write, and lock, its
    invoices.
    """

    _inherit = "account.move"

    internetmarke_letter_state = fields.Selection(
        # With a value for none, a list that is grouped by it has a name for that group.
        selection=[
            ("none", "Not Franked"),
            ("franked", "Franked"),
            ("printed", "Printed"),
            ("came_back", "Came Back"),
        ],
        string="Letter",
        compute="_compute_internetmarke_letter_state",
        search="_search_internetmarke_letter_state",
        groups=JOURNAL_READERS,
    )

    @api.depends("internetmarke_letter_id.state")
    def _compute_internetmarke_letter_state(self):
        without = self.filtered(lambda move: not move.internetmarke_letter_id)
        back = self.search([("id", "in", without.ids), (STATE, "=", "came_back")])
        for move in self:
            otherwise = "came_back" if move._origin in back else "none"
            move.internetmarke_letter_state = (
                move.internetmarke_letter_id.state or otherwise
            )

    def _search_internetmarke_letter_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        without = Domain("internetmarke_letter_id", "=", False)
        back = Domain("id", "in", self._internetmarke_came_back())
        found = Domain("internetmarke_letter_id.state", "in", [*filter(None, value)])
        if "came_back" in value:
            found |= without & back
        if "none" in value:
            found |= without & ~back
        return found

    def _field_to_sql(self, alias, field_expr, query=None):
        # EXTENDS 'base': invoices can be grouped by what is not stored
        if field_expr != STATE or query is None:
            return super()._field_to_sql(alias, field_expr, query)
        self._check_field_access(self._fields[STATE], "read")
        to_letter = self._fields["internetmarke_letter_id"]
        letters, letter = to_letter.join(self.sudo(), alias, query)
        return SQL(
            "COALESCE(%s, CASE WHEN %s IN (%s) THEN 'came_back' ELSE 'none' END)",
            letters._field_to_sql(letter, "state", query),
            SQL.identifier(alias, "id"),
            self._internetmarke_came_back(),
        )

    def _internetmarke_came_back(self):
        """Return SQL that selects the IDs of invoices in letters that came back.

        Such an invoice may have been franked again since.
        """
        letters = self.env["internetmarke.letter"]
        content, state = letters._fields["move_ids"], letters._fields["state"]
        return SQL(
            "SELECT content.%s FROM %s content JOIN %s letter"
            " ON letter.id = content.%s WHERE %s = 'came_back'",
            SQL.identifier(content.column2, to_flush=content),
            SQL.identifier(content.relation),
            SQL.identifier(letters._table),
            SQL.identifier(content.column1),
            SQL.identifier("letter", "state", to_flush=state),
        )
