import logging

from psycopg2 import OperationalError

from odoo import fields, models
from odoo.exceptions import UserError

from ..core.rights import JOURNAL_READERS

_logger = logging.getLogger(__name__)


class AccountMove(models.Model):
    """Invoices to many recipients go through a mailing run."""

    _inherit = "account.move"

    internetmarke_run_count = fields.Integer(
        string="Mailing Runs",
        compute="_compute_internetmarke_run_count",
        groups=JOURNAL_READERS,
    )

    # Finds the few invoices that wait for a stamp, however many invoices there are.
    _internetmarke_to_frank_index = models.Index(
        "(company_id) WHERE state = 'posted' AND internetmarke_letter_id IS NULL"
        " AND is_move_sent IS NOT TRUE AND move_type IN ('out_invoice', 'out_refund')"
    )

    def _compute_internetmarke_run_count(self):
        counts = dict(
            self.env["internetmarke.run.line"]._read_group(
                [("move_ids", "in", self.ids)], ["move_ids"], ["run_id:count_distinct"]
            )
        )
        for move in self:
            move.internetmarke_run_count = counts.get(move._origin, 0)

    def button_draft(self):
        # EXTENDS 'account'
        result = super().button_draft()
        self._internetmarke_forget_check()
        return result

    def _internetmarke_forget_check(self):
        """Let open runs look into these again: they may be longer, or go elsewhere."""
        claims = self.env["internetmarke.run.document"].sudo()
        claims.search([("move_id", "in", self.ids)]).line_id._forget_check()

    def action_view_internetmarke_runs(self):
        self.ensure_one()
        self.check_access("read")
        lines = self.env["internetmarke.run.line"].search(
            [("move_ids", "in", self.ids)]
        )
        return lines.run_id._get_records_action(name=self.env._("Mailing Runs"))

    def _internetmarke_in_open_run(self):
        """Return those of these invoices that wait in a mailing run."""
        claims = self.env["internetmarke.run.document"].sudo()
        return claims.search([("move_id", "in", self.ids)]).move_id.with_env(self.env)

    def _internetmarke_wait_for_run(self):
        """Put these invoices into the next mailing run of their company.

        Sales and payments call this. A failure must not undo them, so it is only
        logged and noted on the invoice. "Collect" of a run can find the invoice later.

        :return: the runs in which these invoices wait now.
        :raise OperationalError: if others work on the same rows; Odoo then repeats the
            whole request.
        """
        claims = self.env["internetmarke.run.document"].sudo()
        new = self - self._internetmarke_in_open_run()
        for company, moves in new.sudo().grouped("company_id").items():
            try:
                with self.env.cr.savepoint():
                    run = self.env["internetmarke.run"]._next(company)
                    run._take_in(moves.with_env(run.env))
            except OperationalError:
                # Somebody else works on the same rows. Odoo repeats the whole request.
                raise
            except Exception:
                _logger.exception("Invoices were not put into a mailing run")
                note = self.env._(
                    "This invoice goes by post, but could not be put into a mailing "
                    "run. Add it there, or click “Frank”."
                )
            else:
                note = self.env._(
                    "Waits in the mailing run %(run)s, to go by post.", run=run.name
                )
            moves._internetmarke_note(note)
        waiting = claims.search([("move_id", "in", self.ids)])
        return waiting.line_id.run_id.with_env(self.env)

    def _internetmarke_new_run(self):
        """Put these invoices into a new mailing run, begin to check it, and show it."""
        self.env["internetmarke.letter"]._check_may_frank()
        if len(self.company_id) > 1:
            raise UserError(
                self.env._(
                    "These invoices belong to several companies, and each company pays "
                    "its own postage. Select the invoices of one company. No stamp was "
                    "used."
                )
            )
        moves = self - self._internetmarke_in_open_run()
        if not moves:
            raise UserError(
                self.env._(
                    "All of these invoices wait in a mailing run already. Open it in "
                    "the menu “Mailing Runs”. No stamp was used."
                )
            )
        return self.env["internetmarke.run"]._open_with(moves)
