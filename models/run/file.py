from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..letter.medium import MEDIA
from ..wording.printing import explain_lost_file

# A file is kept as long as a paper jam may show up. Then it is removed, because it is
# easily printed twice.
KEPT_FOR = timedelta(days=7)


class InternetmarkeRunFile(models.Model):
    """A file that goes to a printer in one go.

    It holds stamps that can be used once. So only people who may frank see it, and it
    is removed when the run is done.
    """

    _name = "internetmarke.run.file"
    _description = "File of a Mailing Run"
    _inherit = ["internetmarke.books"]
    _order = "run_id desc, first_number, id"
    _rec_name = "document_name"
    _check_company_auto = True

    run_id = fields.Many2one(
        comodel_name="internetmarke.run",
        string="Mailing Run",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
        check_company=True,
    )
    company_id = fields.Many2one(related="run_id.company_id", store=True)
    kind = fields.Selection(
        selection=[*MEDIA, ("documents", "Documents")],
        string="Printed On",
        required=True,
        readonly=True,
    )
    first_number = fields.Integer(string="From No.", readonly=True, aggregator=None)
    last_number = fields.Integer(string="To No.", readonly=True, aggregator=None)
    letter_count = fields.Integer(string="Letters", readonly=True)
    page_count = fields.Integer(string="Pages", readonly=True)
    document = fields.Binary(
        string="PDF",
        attachment=True,
        readonly=True,
        copy=False,
        groups="account.group_account_invoice",
    )
    document_name = fields.Char(compute="_compute_document_name")
    has_document = fields.Boolean(compute="_compute_has_document")
    line_ids = fields.One2many("internetmarke.run.line", "file_id", readonly=True)

    @api.depends("run_id.name", "kind", "first_number", "last_number")
    @api.depends_context("lang")
    def _compute_document_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for file in self:
            name = (file.run_id.name or "").replace("/", "-")
            numbers = f"{file.first_number:03}-{file.last_number:03}"
            file.document_name = f"{name} {numbers} {kinds.get(file.kind, '')}.pdf"

    @api.depends("create_date")
    def _compute_has_document(self):
        stored = (
            self.env["ir.attachment"]
            .sudo()
            ._read_group(
                [
                    ("res_model", "=", self._name),
                    ("res_field", "=", "document"),
                    ("res_id", "in", self.ids),
                ],
                ["res_id"],
            )
        )
        found = {res_id for [res_id] in stored}
        for file in self:
            file.has_document = file.id in found

    def action_download(self):
        """Open the file that goes to the printer."""
        self.ensure_one()
        self.env["internetmarke.letter"]._check_may_frank()
        self.check_access("read")
        if not self.has_document:
            raise UserError(
                self.env._(
                    "This file was removed because the run is done, a franking in it "
                    "was removed, a letter in it came back, or a week has passed. Use "
                    "“Print Again” for the letters that you still need."
                )
            )
        if not self.with_context(bin_size=False).document:
            raise UserError(explain_lost_file(self.env, self.document_name))
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self._name}/{self.id}/document"
            f"?filename_field=document_name&download=true",
            "target": "download",
        }

    def action_print_again(self):
        """Ask which letters of this file to print once more, and why."""
        self.ensure_one()
        self.env["internetmarke.letter"]._check_may_frank()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Print Again"),
            "res_model": "internetmarke.run.reprint",
            "view_mode": "form",
            "target": "new",
            "context": {"default_file_id": self.id},
        }

    def _remove_documents(self):
        self.sudo().document = False

    @api.autovacuum
    def _gc_documents(self):
        """Remove the content of files that were surely printed long ago."""
        old = fields.Datetime.now() - KEPT_FOR
        self.search([("create_date", "<", old)])._remove_documents()
