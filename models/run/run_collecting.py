from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..core.plain_context import plain
from ..core.sending import BY_POST

# How a customer gets invoices on paper: by post, printed by hand, or nothing is chosen.
ON_PAPER = [BY_POST, "manual", False]


class InternetmarkeRun(models.Model):
    """Collecting: the documents of the run, and which of them share an envelope."""

    _inherit = "internetmarke.run"

    collect_from = fields.Date(string="Invoice Date From")
    collect_until = fields.Date(string="Until")
    collect_journal_id = fields.Many2one(
        comodel_name="account.journal",
        string="Journal",
        check_company=True,
        domain="[('type', '=', 'sale')]",
    )
    collect_partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        check_company=True,
        index="btree_not_null",
    )

    collect_move_ids = fields.Many2many(
        comodel_name="account.move",
        string="Single Invoices",
        copy=False,
        check_company=True,
        domain="[('company_id', '=', company_id), ('state', '=', 'posted'),"
        " ('move_type', 'in', ('out_invoice', 'out_refund')),"
        " ('internetmarke_letter_id', '=', False)]",
        help="Only these are added, also if they were sent in another way.",
    )

    collect_by_post = fields.Boolean(
        string="Only Customers Who Get Post",
        help="Those whose invoices are sent by post, as their contact or the company's "
        "settings say.",
    )

    def write(self, vals):
        res = super().write(vals)
        if "combine" in vals:
            for run in self:
                run._arrange()
        return res

    @api.model
    def _open_with(self, documents):
        """Put documents of one company into a new run, begin to check, and show it."""
        run = self.create({"company_id": documents.company_id.id})
        run._arrange(documents)
        run.action_check()
        return run.get_formview_action()

    def action_collect(self):
        """Collect posted invoices that have no stamp and that nobody has sent.

        If the person has chosen single invoices, only those are collected, even if
        they were sent in another way.
        """
        self._check_may_work()
        self.company_id._internetmarke_check_enabled()
        if self.collect_move_ids:
            moves = self.collect_move_ids._internetmarke_frankable()
            self.collect_move_ids = False
        else:
            moves = self.env["account.move"].with_company(self.company_id)
            moves = moves.search(self._collect_domain()).with_env(self.env)
        moves -= moves._internetmarke_in_open_run()
        if not moves:
            raise UserError(
                self.env._(
                    "No posted invoice without a stamp was found that nobody has sent "
                    "yet. Choose another period, journal or customer."
                )
            )
        self._arrange(moves)
        return True

    @api.model
    def _unsent_domain(self, companies):
        """Return the domain of posted invoices without a stamp that nobody has sent."""
        return (
            Domain("company_id", "in", companies.ids)
            & Domain("state", "=", "posted")
            & Domain("move_type", "in", ("out_invoice", "out_refund"))
            & Domain("internetmarke_letter_id", "=", False)
            & Domain("is_move_sent", "=", False)
            & Domain("sending_data", "=", False)
        )

    @api.model
    def _on_paper_domain(self):
        """Return the domain of invoices whose customer gets them neither by e-mail
        nor in another electronic way."""
        return Domain("commercial_partner_id.invoice_sending_method", "in", ON_PAPER)

    def _collect_domain(self):
        domain = self._unsent_domain(self.company_id)
        if self.collect_from:
            domain &= Domain("invoice_date", ">=", self.collect_from)
        if self.collect_until:
            domain &= Domain("invoice_date", "<=", self.collect_until)
        if self.collect_journal_id:
            domain &= Domain("journal_id", "=", self.collect_journal_id.id)
        if self.collect_partner_id:
            domain &= Domain("partner_id", "child_of", self.collect_partner_id.id)
        if self.collect_by_post:
            by_post = self.company_id.internetmarke_by_post
            domain &= Domain(
                "commercial_partner_id.invoice_sending_method",
                "in",
                [BY_POST, False] if by_post else [BY_POST],
            )
        return domain

    def _arrange(self, documents=None):
        """Put documents into envelopes, together with those that wait already.

        A letter that does not change keeps the results of its check.

        :param documents: invoices, or documents of other records.
        """
        self._check_may_work()
        self._take_in(self.env["account.move"] if documents is None else documents)

    def _take_in(self, documents):
        """Do what ``_arrange`` does, whoever asks for it."""
        for name in ("move_ids", "document_ids"):
            new = self.env[self.line_ids._fields[name].comodel_name]
            if new._name == documents._name:
                new = documents
            self._rearrange(name, new)
        self._number_letters()

    def _rearrange(self, name, new):
        """Put the documents of one field of the letters into envelopes."""
        waiting = self.line_ids.filtered(
            lambda line: line[name] and not line.letter_id and line.state != "left_out"
        )
        documents = waiting[name] | new
        envelopes = {frozenset(e.ids): e for e in self._envelopes(documents)}
        known = {frozenset(line[name].ids): line for line in waiting}
        gone = [line.id for ids, line in known.items() if ids not in envelopes]
        waiting.browse(gone).sudo().unlink()
        plain(waiting.sudo()).create(
            [
                self._prepare_line(name, envelope)
                for ids, envelope in envelopes.items()
                if ids not in known
            ]
        )

    def _envelopes(self, documents):
        """Return the content of each envelope: a list of recordsets."""
        documents = documents._internetmarke_sorted()
        if not self.combine:
            return list(documents)
        return list(
            documents.grouped(
                lambda document: document._internetmarke_recipient()
            ).values()
        )

    def _prepare_line(self, name, documents):
        return {
            "run_id": self.id,
            "company_id": self.company_id.id,
            "partner_id": documents._internetmarke_sorted()[:1].partner_id.id,
            name: [fields.Command.set(documents.ids)],
            "service": self.service,
            "duplex": self.duplex,
            "paper": self.paper,
            "envelope": self.envelope,
            "enclosures": self.enclosures,
            "thickness": self.thickness,
        }
