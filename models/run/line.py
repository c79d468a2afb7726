from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

# These say what is in a letter and for whom, and that it is franked and printed.
GUARDED = {
    "run_id",
    "company_id",
    "move_ids",
    "document_ids",
    "attachment_id",
    "document",
    "document_name",
    "letter_id",
    "file_id",
}


class InternetmarkeRunLine(models.Model):
    """One letter of a mailing run.

    The draft of a letter, which it inherits, decides everything about it. The results
    are stored, so that a table of a thousand letters opens at once.
    """

    _name = "internetmarke.run.line"
    _description = "Letter of a Mailing Run"
    _inherit = ["internetmarke.books", "internetmarke.letter.draft"]
    _order = "run_id desc, number, id"
    _rec_name = "partner_id"
    _check_company_auto = True

    run_id = fields.Many2one(
        comodel_name="internetmarke.run",
        string="Mailing Run",
        required=True,
        index=True,
        ondelete="cascade",
        check_company=True,
    )
    run_state = fields.Selection(related="run_id.state", string="State of the Run")
    number = fields.Integer(
        string="No.",
        readonly=True,
        aggregator=None,
        help="Its place in the pile, as the letters leave the printer.",
    )
    state = fields.Selection(
        selection=[
            ("new", "To Check"),
            ("blocked", "In the Way"),
            ("fine", "Fine"),
            ("left_out", "Left Out"),
        ],
        default="new",
        required=True,
        readonly=True,
        index=True,
    )
    # Contacts and attachments are deleted or merged at any time. Without an index, each
    # time all letters of all runs would be looked through.
    partner_id = fields.Many2one(index=True)
    attachment_id = fields.Many2one(index="btree_not_null")
    content = fields.Char(compute="_compute_content")
    problem = fields.Text(readonly=True)
    way_out = fields.Selection(
        selection=[
            ("contact", "Open Contact"),
            ("cover_sheet", "Use Cover Sheet"),
            ("medium", "Change Print Type"),
            ("product_id", "Choose Product"),
            ("document", "Open Document"),
        ],
        readonly=True,
        help="What a person does about the problem.",
    )
    warning = fields.Text(readonly=True)
    city = fields.Char(related="partner_id.city", related_sudo=False)
    sheets = fields.Integer(store=True, aggregator="sum")
    packed_envelope = fields.Selection(store=True)
    weight = fields.Float(store=True, aggregator=None)
    price = fields.Monetary(string="Postage", compute="_compute_price", aggregator=None)
    letter_id = fields.Many2one(
        comodel_name="internetmarke.letter",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )
    letter_state = fields.Selection(
        related="letter_id.state", string="Franking", store=True
    )
    file_id = fields.Many2one(
        comodel_name="internetmarke.run.file",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    preview = fields.Binary(compute="_compute_preview", compute_sudo=False)
    preview_problem = fields.Text(compute="_compute_preview", compute_sudo=False)

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._claim_documents()
        return lines

    def write(self, vals):
        if not self.env.su and vals.keys() & GUARDED:
            raise AccessError(
                self.env._(
                    "A letter of a mailing run is filled and franked by its run only."
                )
            )
        result = super().write(vals)
        if "document_ids" in vals:
            self._free_documents()
            self._claim_documents()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_franked(self):
        if self.letter_id:
            raise UserError(
                self.env._(
                    "A letter that was franked stays in its mailing run. Remove the "
                    "franking first."
                )
            )

    @api.depends("move_ids.display_name", "document_ids.display_name")
    def _compute_content(self):
        for line in self:
            line.content = ", ".join(line._documents().mapped("display_name"))

    @api.depends("product_id", "letter_id")
    def _compute_price(self):
        for line in self:
            price = line.letter_id.price
            line.price = price or line.product_id._price_for(line._payer())

    @api.depends("medium", "tray_id", "partner_id")
    def _compute_preview(self):
        for line in self:
            letter = line._as_letter()
            line.preview, line.preview_problem = letter._show(line._stamp_size())

    def _prepare_letter_values(self):
        return {**super()._prepare_letter_values(), "run_id": self.run_id.id}

    def _claim_documents(self):
        """Keep the documents of these letters out of every other run."""
        self.env["internetmarke.run.document"].sudo().create(
            [
                {"line_id": line.id, field: document.id}
                for line in self
                for field, documents in (
                    ("move_id", line.move_ids),
                    ("document_id", line.document_ids),
                )
                for document in documents
            ]
        )

    def _free_documents(self):
        claims = self.env["internetmarke.run.document"].sudo()
        claims.search([("line_id", "in", self.ids)]).unlink()

    def _files(self):
        """Return the files that have the stamps of these letters."""
        filed = self.filtered("file_id")
        return self.run_id.file_ids.filtered(
            lambda file: (
                file.kind != "documents"
                and any(
                    file.first_number <= line.number <= file.last_number
                    for line in filed
                    if line.run_id == file.run_id
                )
            )
        )

    def _check_changeable(self):
        """Raise unless these letters may still be changed."""
        for run in self.run_id:
            run._check_may_work()
        if franked := self.filtered(lambda line: line._has_stamp()):
            raise UserError(
                self.env._(
                    "Already franked: %(letters)s. Remove the franking first if you "
                    "want to change it. Nothing was changed.",
                    letters=", ".join(franked.letter_id.mapped("name")),
                )
            )

    def action_leave_out(self):
        """Take letters out of the run; their documents are free for another one.

        The stamps of those that are not printed return to stock.
        """
        unprinted = self.letter_id.filtered(lambda letter: letter.state == "franked")
        for run in self.run_id:
            run._check_may_work()
            letters = unprinted.filtered(lambda letter, run=run: letter.run_id == run)
            letters._release(self.env._("Left out of %(run)s", run=run.name))
        self._check_changeable()
        self.sudo().write({"state": "left_out", "letter_id": False, "file_id": False})
        self._free_documents()
        return True

    def _has_stamp(self):
        return self.letter_state not in (False, "released")

    def action_change(self):
        """Ask what to change for these letters."""
        self._check_changeable()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Change Letters"),
            "res_model": "internetmarke.run.change",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_line_ids": self.ids,
                "default_what": self.env.context.get("what", "medium"),
            },
        }

    def action_open_contact(self):
        self.ensure_one()
        return self.partner_id.get_formview_action()

    def action_open_document(self):
        """Open the document behind the window."""
        self.ensure_one()
        self.check_access("read")
        return self._documents()[:1]._internetmarke_open()

    def action_preview(self):
        """Show the first page to be printed, with MUSTER instead of the stamp."""
        self.ensure_one()
        self.check_access("read")
        view = self.env.ref("internetmarke.internetmarke_run_line_view_preview")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Preview"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(view.id, "form")],
            "target": "new",
        }
