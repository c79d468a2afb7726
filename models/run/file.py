from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..letter.envelopes import ENVELOPES
from ..letter.medium import MEDIA, label_format_names
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
    _order = "run_id desc, number, id"
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
    number = fields.Integer(string="File", readonly=True, aggregator=None)
    tray_id = fields.Many2one("internetmarke.tray", readonly=True, ondelete="restrict")
    duplex = fields.Boolean(string="Both Sides", readonly=True)
    printed_envelope = fields.Selection(selection=ENVELOPES, readonly=True)
    label_format = fields.Selection(selection=label_format_names, readonly=True)
    reason = fields.Char(
        string="Printed Again", readonly=True, help="Why letters were printed again."
    )
    first_number = fields.Integer(string="From No.", readonly=True, aggregator=None)
    last_number = fields.Integer(string="To No.", readonly=True, aggregator=None)
    letter_count = fields.Integer(string="Letters", readonly=True)
    page_count = fields.Integer(string="Pages", readonly=True)
    sheet_count = fields.Integer(string="Sheets", readonly=True)
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

    @api.depends("run_id.date", "number", "letter_count", "sheet_count")
    @api.depends_context("lang")
    def _compute_document_name(self):
        for file in self:
            file.document_name = self.env._(
                "Run %(date)s - %(content)s.pdf",
                date=file.run_id.date,
                content=", ".join([f"{file.number} {file._kind()}", *file._paper()]),
            )

    def _kind(self):
        """Return what the file is, for its name."""
        return {
            "window": self.env._("window letters"),
            "cover_sheet": self.env._("letters with cover sheet"),
            "envelope": self.env._("envelopes"),
            "label": self.env._("labels"),
            "documents": self.env._("documents"),
        }.get(self.kind, "")

    def _paper(self):
        """Return what has to be in the printer, for the file's name: list of str."""
        paper = []
        for name in ("printed_envelope", "label_format"):
            if code := self[name]:
                names = dict(self._fields[name]._description_selection(self.env))
                # The names of labels have slashes in them.
                paper.append(names[code].replace("/", "-"))
        if len(self.company_id.internetmarke_tray_ids) > 1 and self.tray_id:
            paper.append(self.tray_id.name.replace("/", "-"))
        if self.duplex:
            paper.append(self.env._("both sides"))
        if self.sheet_count == 1:
            return [*paper, self.env._("1 sheet")]
        return [*paper, self.env._("%(count)s sheets", count=self.sheet_count)]

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
        self._check_may_open()
        return {
            "type": "ir.actions.act_url",
            "url": f"{self._document_url()}&download=true",
            "target": "download",
        }

    def action_open_print_dialog(self):
        """Let the browser print the file."""
        self._check_may_open()
        return {
            "type": "ir.actions.client",
            "tag": "internetmarke_print",
            "params": {"url": self._document_url()},
        }

    def _document_url(self):
        path = f"/web/content/{self._name}/{self.id}/document"
        return f"{path}?filename_field=document_name"

    def _check_may_open(self):
        """Raise unless the user may frank and the file is still there."""
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
