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
        run = self.env["internetmarke.run"].create({"company_id": companies.id})
        run._arrange(documents)
        run.action_check()
        return run.get_formview_action()

    @api.model
    def _unused_domain(self, before):
        lines = self.env["internetmarke.run.line"].sudo()
        waiting = lines.search([("document_ids", "!=", False)]).document_ids
        return [*super()._unused_domain(before), ("id", "not in", waiting.ids)]
