from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..core.rights import JOURNAL_READERS
from ..letter.rendering import KEEP, TAKE
from ..wording.printing import explain_lost_file

# Only franking and printing write these. Any other value would be forged.
FRANKING_FIELDS = ("internetmarke_letter_id", "internetmarke_sent")
# The franking is no part of the entry. So Odoo need not compute the lines anew, compare
# their sums and look for changes to be tracked, and nobody has edited the invoice.
UNTOUCHED = {
    "skip_invoice_sync": True,
    "check_move_validity": False,
    "skip_is_manually_modified": True,
    "tracking_disable": True,
}


class AccountMove(models.Model):
    _name = "account.move"
    _inherit = ["account.move", "internetmarke.document.mixin"]

    internetmarke_letter_id = fields.Many2one(
        comodel_name="internetmarke.letter",
        string="Franking",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        groups=JOURNAL_READERS,
        help="The letter that carries this invoice's stamp.",
    )
    internetmarke_letter_environment = fields.Selection(
        related="internetmarke_letter_id.environment",
        string="Franking Mode",
        groups=JOURNAL_READERS,
    )
    internetmarke_sent = fields.Boolean(
        string="Sent by Post",
        readonly=True,
        copy=False,
        groups=JOURNAL_READERS,
        help="The invoice counts as sent because its letter was printed. If the "
        "franking is removed, it no longer counts as sent.",
    )
    internetmarke_letter_ids = fields.Many2many(
        comodel_name="internetmarke.letter",
        string="Letters",
        compute="_compute_internetmarke_letters",
        groups=JOURNAL_READERS,
    )
    internetmarke_letter_count = fields.Integer(
        string="Number of Letters",
        compute="_compute_internetmarke_letters",
        groups=JOURNAL_READERS,
    )
    internetmarke_can_frank = fields.Boolean(
        compute="_compute_internetmarke_can_frank", groups=JOURNAL_READERS
    )

    @api.depends("internetmarke_letter_id")
    def _compute_internetmarke_letters(self):
        letters = self.env["internetmarke.letter"]
        found = letters.search([("move_ids", "in", self.ids)])
        for move in self:
            move.internetmarke_letter_ids = found.filtered(
                lambda letter, move=move: move._origin in letter.move_ids
            )
            move.internetmarke_letter_count = len(move.internetmarke_letter_ids)

    @api.depends("state", "move_type", "internetmarke_letter_id", "company_id")
    def _compute_internetmarke_can_frank(self):
        for move in self:
            move.internetmarke_can_frank = (
                move.state == "posted"
                and move.move_type in ("out_invoice", "out_refund")
                and move.company_id._internetmarke_payer().internetmarke_enabled
                and not move.internetmarke_letter_id
            )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_internetmarke_values(vals)
        nothing = {f"default_{name}": False for name in FRANKING_FIELDS}
        moves = self.with_context(**nothing)
        return super(AccountMove, moves).create(vals_list)

    def write(self, vals):
        self._check_internetmarke_values(vals)
        return super().write(vals)

    def _check_internetmarke_values(self, vals):
        """Raise an AccessError if anything but franking writes its fields."""
        written = any(vals.get(name) is not None for name in FRANKING_FIELDS)
        if written and not self.env.su:
            raise AccessError(
                self.env._(
                    "The franking of an invoice changes only with “Frank” and “Remove "
                    "Franking”."
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_in_journal(self):
        if self.sudo().internetmarke_letter_ids:
            raise UserError(
                self.env._(
                    "An invoice that was franked stands in the letter journal and "
                    "cannot be deleted. Cancel it instead."
                )
            )

    def button_draft(self):
        # EXTENDS 'account'
        self._internetmarke_release_unprinted()
        return super().button_draft()

    def button_cancel(self):
        # EXTENDS 'account'
        self._internetmarke_release_unprinted()
        return super().button_cancel()

    def _internetmarke_release_unprinted(self):
        """Return the stamps of letters that will not be printed as they are.

        A printed letter may be on its way already, so a person decides about it.
        """
        letters = self.sudo().internetmarke_letter_id.filtered(
            lambda letter: letter.state == "franked" and letter.move_ids & self
        )
        for letter in letters.with_env(self.env):
            letter._release(
                self.env._(
                    "%(invoices)s was reset or cancelled before printing",
                    invoices=", ".join((letter.sudo().move_ids & self).mapped("name")),
                )
            )

    def action_internetmarke_print(self):
        return self.internetmarke_letter_id.action_print()

    def action_internetmarke_print_again(self):
        return self.internetmarke_letter_id.action_print_again()

    def action_internetmarke_release(self):
        return self.internetmarke_letter_id.action_release()

    def action_view_internetmarke_letters(self):
        self.ensure_one()
        self.check_access("read")
        return self.internetmarke_letter_ids._get_records_action(
            name=self.env._("Letters")
        )

    def _internetmarke_check(self):
        # EXTENDS 'internetmarke.document.mixin'
        res = super()._internetmarke_check()
        if any(move.state != "posted" or not move.is_sale_document() for move in self):
            raise UserError(
                self.env._(
                    "Only posted customer invoices and credit notes can be franked. No "
                    "stamp was used."
                )
            )
        return res

    def _internetmarke_letter_domain(self):
        # EXTENDS 'internetmarke.document.mixin'
        return [("move_ids", "in", self.ids), ("state", "in", ("franked", "printed"))]

    def _internetmarke_title(self):
        # EXTENDS 'internetmarke.document.mixin'
        self.ensure_one()
        return f"{self.type_name} {self.name}"

    def _internetmarke_set_letter(self, letter):
        # EXTENDS 'internetmarke.document.mixin'
        moves = self.sudo().with_context(**UNTOUCHED)
        moves.internetmarke_letter_id = letter

    def _internetmarke_mark_sent(self):
        # EXTENDS 'internetmarke.document.mixin'
        unsent = self.sudo().filtered(lambda move: not move.is_move_sent)
        unsent.write({"is_move_sent": True, "internetmarke_sent": True})

    def _internetmarke_unmark_sent(self):
        # EXTENDS 'internetmarke.document.mixin': what was sent in another way stays
        marked = self.sudo().filtered("internetmarke_sent")
        marked.write({"is_move_sent": False, "internetmarke_sent": False})

    def _internetmarke_make_documents(self):
        """Make and store the PDFs that these invoices lack, rendered in one go.

        Odoo's own steps make them, without the steps that follow when an invoice is
        sent: a scheduled sending stays, nobody is notified, no electronic document goes
        to an authority, and "sent" stays as it was.

        :raise UserError: if one of them cannot be made.
        """
        send = self.env["account.move.send"].with_context(**TAKE)
        missing = self._internetmarke_unmade().sudo()
        send._check_sending_data(missing)
        unsent = missing.filtered(lambda move: not move.is_move_sent)
        for moves in missing.grouped("company_id").values():
            data = {
                move: send._get_default_sending_settings(
                    move, sending_methods=["manual"], extra_edis=[]
                )
                for move in moves
            }
            send._generate_invoice_documents(data)
            for move, made in data.items():
                if made.get("error"):
                    send._hook_if_errors({move: made})
        # Odoo marks an invoice as sent when its PDF is made.
        unsent.is_move_sent = False

    def _internetmarke_unmade(self):
        # EXTENDS 'internetmarke.document.mixin'
        return self.filtered(lambda move: not move.invoice_pdf_report_id)

    def _internetmarke_document(self):
        """Return the invoice's own PDF, made and stored first if it is missing.

        The stored PDF is a legal document and is never changed by franking.

        :raise UserError: if it cannot be made, or its file is lost.
        """
        self.ensure_one()
        self._internetmarke_make_documents()
        if not self.invoice_pdf_report_id:
            raise UserError(
                self.env._(
                    "The PDF of %(invoice)s could not be made, so it cannot be "
                    "franked. No stamp was used.",
                    invoice=self.name,
                )
            )
        return self._internetmarke_stored_document()

    def _internetmarke_stored_document(self):
        # With the context of the web client, a binary field gives its size, not its
        # content.
        document = self.invoice_pdf_report_id.sudo().with_context(bin_size=False).raw
        if not document:
            raise UserError(explain_lost_file(self.env, self.name))
        return document

    def _internetmarke_shown_document(self):
        # EXTENDS 'internetmarke.document.mixin': the stored one, else as it would be
        self.ensure_one()
        if self.invoice_pdf_report_id:
            return self._internetmarke_stored_document()
        self._internetmarke_render_shown()
        return self._internetmarke_rendered()[self.id]

    def _internetmarke_rendered(self):
        """Return the PDFs that were rendered in this transaction, by the move's ID."""
        return self.env.cr.cache.setdefault("internetmarke_shown_documents", {})

    def _internetmarke_render_shown(self):
        # EXTENDS 'internetmarke.document.mixin': what franking would store, rendered as
        # in ``account.move.send``; Odoo's own preview says pro forma.
        rendered = self._internetmarke_rendered()
        missing = self._internetmarke_unmade()
        missing = missing.filtered(lambda move: move.id not in rendered)
        send = self.env["account.move.send"]
        for (company, report), moves in missing.grouped(
            lambda move: (move.company_id, send._get_default_pdf_report_id(move))
        ).items():
            renderer = self.env["ir.actions.report"].with_company(company)
            renderer = renderer.with_context(bin_size=False, **KEEP)
            content, kind = renderer._pre_render_qweb_pdf(
                report.report_name, res_ids=moves.ids
            )
            rendered.update(
                renderer._get_splitted_report(report.report_name, content, kind)
            )
