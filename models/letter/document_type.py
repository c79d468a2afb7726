from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError

# The recipient of reports whose records have more than one partner.
RECIPIENTS = {"sale.report_saleorder_pro_forma": "partner_invoice_id"}
# Invoices and letters have buttons of their own; the others' reports are no letters.
NO_DOCUMENTS = ("account.move", "internetmarke.letter", "res.company", "res.users")


class InternetmarkeDocumentType(models.Model):
    """What may go by post besides invoices: a report of a model, and who receives it.

    Nothing here depends on the modules that such reports come from. What there is in
    this database is looked up when an administrator opens the list.
    """

    _name = "internetmarke.document.type"
    _description = "Kind of Document That Goes by Post"
    _order = "active desc, model_id, sequence, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(
        string="Goes by Post",
        default=True,
        help="“Frank” is in the action menu of its records.",
    )
    sequence = fields.Integer(default=10)
    model_id = fields.Many2one(
        comodel_name="ir.model",
        string="Records",
        required=True,
        ondelete="cascade",
        domain=[("transient", "=", False)],
    )
    model = fields.Char(related="model_id.model", string="Model Name")
    report_id = fields.Many2one(
        comodel_name="ir.actions.report",
        required=True,
        ondelete="cascade",
        domain="[('model', '=', model), ('report_type', '=', 'qweb-pdf')]",
    )
    recipient = fields.Char(
        default="partner_id",
        help="The field of the record that holds the recipient. A path goes on to "
        "another record, as in “order_id.partner_id”. Contacts may be the recipients "
        "themselves: leave it empty.",
    )
    action_id = fields.Many2one(
        comodel_name="ir.actions.server", readonly=True, copy=False, ondelete="set null"
    )

    _report_unique = models.UniqueIndex(
        "(report_id)", "This report is in the list already."
    )

    @api.model_create_multi
    def create(self, vals_list):
        types = super().create(vals_list)
        types._bind()
        return types

    def write(self, vals):
        result = super().write(vals)
        if {"name", "active", "model_id"} & vals.keys():
            self._bind()
        return result

    @api.ondelete(at_uninstall=True)
    def _unlink_actions(self):
        self.sudo().action_id.unlink()

    @api.constrains("model_id", "report_id")
    def _check_report(self):
        for kind in self:
            if kind.report_id.model != kind.model:
                raise ValidationError(
                    self.env._("Choose a report of the records that you chose.")
                )
            if kind.model in NO_DOCUMENTS:
                raise ValidationError(
                    self.env._(
                        "%(records)s do not go by post in this way. Invoices and "
                        "letters have buttons of their own.",
                        records=kind.model_id.name,
                    )
                )

    @api.constrains("model_id", "recipient")
    def _check_recipient(self):
        for kind in self:
            if self._leads_to(kind.model, kind.recipient) != "res.partner":
                raise ValidationError(
                    self.env._(
                        "The recipient of %(records)s must be a field that holds a "
                        "contact, such as partner_id.",
                        records=kind.model_id.name,
                    )
                )

    @api.model
    def _leads_to(self, model, path):
        """Return the name of the model that a path of fields ends at, or None."""
        for name in path.split(".") if path else ():
            field = self.env[model]._fields.get(name) if model in self.env else None
            model = field and field.comodel_name
        return model or None

    @api.model
    def action_open(self):
        """Show all reports that could go by post, to tick those that are."""
        if not self.env.user.has_group("base.group_system"):
            raise AccessError(
                self.env._("Only administrators choose which documents go by post.")
            )
        self._look_for_more()
        return self.env["ir.actions.actions"]._for_xml_id(
            "internetmarke.internetmarke_document_type_action"
        )

    @api.model
    def _look_for_more(self):
        """Add the reports that are new in this database. None of them is ticked."""
        kinds = self.with_context(active_test=False)
        known = kinds.search([("report_id", "!=", False)]).report_id
        reports = self.env["ir.actions.report"].search(
            [
                ("report_type", "=", "qweb-pdf"),
                ("binding_model_id", "!=", False),
                ("model", "not in", NO_DOCUMENTS),
                ("id", "not in", known.ids),
            ]
        )
        languages = [code for code, _name in self.env["res.lang"].get_installed()]
        for report in reports:
            recipient = RECIPIENTS.get(report.report_name, "partner_id")
            if report.model == "res.partner":
                recipient = False
            if (
                self._leads_to(report.model, recipient) != "res.partner"
                or self.env[report.model]._transient
            ):
                continue
            kind = self.create(
                {
                    "name": report.with_context(lang="en_US").name,
                    "model_id": self.env["ir.model"]._get_id(report.model),
                    "report_id": report.id,
                    "recipient": recipient,
                    "active": False,
                }
            )
            for language in languages:
                kind.with_context(lang=language).name = report.with_context(
                    lang=language
                ).name

    def _bind(self):
        """Put "Frank" into the action menus of what goes by post, and nowhere else."""
        languages = [code for code, _name in self.env["res.lang"].get_installed()]
        for kind in self.sudo():
            if not kind.active:
                kind.action_id.unlink()
                continue
            values = {"name": kind.name, **kind._prepare_action()}
            if kind.action_id:
                kind.action_id.write(values)
            else:
                kind.action_id = self.env["ir.actions.server"].sudo().create(values)
            for language in languages:
                translated = kind.with_context(lang=language)
                translated.action_id.name = translated.env._(
                    "Frank: %(document)s", document=translated.name
                )

    def _prepare_action(self):
        return {
            "model_id": self.model_id.id,
            "binding_model_id": self.model_id.id,
            "binding_type": "action",
            "binding_view_types": "list,form",
            "group_ids": [
                fields.Command.set(self.env.ref("account.group_account_invoice").ids)
            ],
            "state": "code",
            "code": f"action = env['{self._name}'].browse({self.id})"
            ".action_frank(records.ids)",
        }
