from odoo import api, models
from odoo.exceptions import UserError


class InternetmarkeDocument(models.Model):
    """Documents of many recipients go through a mailing run, as invoices do."""

    _inherit = "internetmarke.document"

    def _internetmarke_in_open_run(self):
        """Return those of these documents that wait in a mailing run.

        It may be another document of the same record that waits there.
        """
        claims = self.env["internetmarke.run.document"].sudo()
        waiting = {
            (claim.type_id, claim.res_model, claim.res_id)
            for claim in claims.search(
                [
                    ("res_model", "in", self.mapped("res_model")),
                    ("res_id", "in", self.mapped("res_id")),
                ]
            )
        }
        return self.filtered(
            lambda one: (one.type_id.sudo(), one.res_model, one.res_id) in waiting
        )

    def _internetmarke_new_run(self):
        """Put these documents into a new mailing run and show it."""
        self.env["internetmarke.letter"]._check_may_frank()
        companies = self.company_id
        if len(companies) > 1:
            raise UserError(
                self.env._(
                    "These records belong to several companies, and each company pays "
                    "its own postage. Select the records of one company. No stamp was "
                    "used."
                )
            )
        companies._internetmarke_check_enabled()
        documents = self - self._internetmarke_in_open_run()
        if not documents:
            raise UserError(
                self.env._(
                    "All of these documents wait in a mailing run already. Open it in "
                    "the menu “Mailing Runs”. No stamp was used."
                )
            )
        return self.env["internetmarke.run"]._open_with(documents)

    @api.model
    def _unused_domain(self, before):
        lines = self.env["internetmarke.run.line"].sudo()
        waiting = lines.search([("document_ids", "!=", False)]).document_ids
        return [*super()._unused_domain(before), ("id", "not in", waiting.ids)]


class InternetmarkeDocumentType(models.Model):
    """The button "Frank" of records that go by post."""

    _inherit = "internetmarke.document.type"

    def action_frank(self, record_ids=()):
        """Open the window for the letter with these records, or a mailing run."""
        self.ensure_one()
        self.env["internetmarke.letter"]._check_may_frank()
        self.check_access("read")
        if not self.active:
            raise UserError(
                self.env._(
                    "%(document)s does not go by post here. An administrator can tick "
                    "it in Online-Poststelle > Configuration > Documents.",
                    document=self.name,
                )
            )
        records = self.env[self.model].browse(record_ids).exists()
        if not records:
            raise UserError(self.env._("Select at least one record."))
        records.check_access("read")
        documents = self.env["internetmarke.document"]._of(self, records)
        if len({document._internetmarke_recipient() for document in documents}) > 1:
            return documents._internetmarke_new_run()
        return {
            "type": "ir.actions.act_window",
            "name": documents._internetmarke_window_title(),
            "res_model": "internetmarke.frank",
            "view_mode": "form",
            "target": "new",
            "context": {"default_document_ids": documents.ids},
        }
