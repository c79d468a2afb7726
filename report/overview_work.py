from markupsafe import Markup

from odoo import api, fields, models
from odoo.fields import Domain

from ..models.office.res_company_people import names_of

# Beyond this nobody counts; it keeps counting quick.
MOST = 100


class InternetmarkeOverview(models.TransientModel):
    """What is to be done: invoices to frank, letters to print, and whom to ask."""

    _inherit = "internetmarke.overview"

    to_frank_count = fields.Integer(string="Invoices to Frank", compute="_compute_work")
    to_frank_label = fields.Char(string="To Frank", compute="_compute_work")
    to_print_count = fields.Integer(string="Letters to Print", compute="_compute_work")
    to_print_label = fields.Char(string="To Print", compute="_compute_work")
    run_count = fields.Integer(string="Open Mailing Runs", compute="_compute_work")
    buyers = fields.Char(compute="_compute_people")
    administrators = fields.Char(compute="_compute_people")

    @api.depends("company_id")
    def _compute_work(self):
        moves, letters = self.env["account.move"], self.env["internetmarke.letter"]
        for overview in self:
            number = overview._in_company(moves).search_count(
                overview._to_frank_domain(), limit=MOST
            )
            overview.to_frank_count = number
            overview.to_frank_label = _label(number)
            number = letters.search_count(
                overview._domain([("state", "=", "franked")]), limit=MOST
            )
            overview.to_print_count = number
            overview.to_print_label = _label(number)
            overview.run_count = self.env["internetmarke.run"].search_count(
                overview._open_run_domain(), limit=MOST
            )

    @api.depends("company_id")
    def _compute_people(self):
        for overview in self:
            company = overview.company_id
            overview.buyers = names_of(company._internetmarke_buyers())
            administrators = company._internetmarke_administrators()
            overview.administrators = names_of(administrators)

    def _companies(self):
        """Return the selected companies whose letters this Portokasse pays."""
        paid = self.env.companies.filtered(
            lambda company: company._internetmarke_payer() == self.company_id
        )
        return paid | self.company_id

    def _to_frank_domain(self):
        runs = self.env["internetmarke.run"]
        return runs._unsent_domain(self._companies()) & runs._on_paper_domain()

    def _open_run_domain(self):
        return Domain("company_id", "in", self._companies().ids) & Domain(
            "state", "not in", ("done", "cancelled")
        )

    def _in_company(self, records):
        """Return the records with how customers get invoices in this company."""
        return records.with_company(self.company_id)

    @api.model
    def action_open_to_frank(self):
        """Show the invoices to frank, for the menu."""
        return self.browse(self.action_open()["res_id"]).action_view_to_frank()

    def action_view_to_frank(self):
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id(
            "account.action_move_out_invoice_type"
        )
        name = self.env._("To Frank")
        nothing = self.env._("No posted invoice waits for a stamp.")
        return {
            **action,
            "name": name,
            "display_name": name,
            "help": Markup("<p class='o_view_nocontent_smiling_face'>%s</p>") % nothing,
            "domain": list(self._to_frank_domain()),
            "context": {"default_move_type": "out_invoice"},
        }

    def action_run(self):
        """Put all invoices that are to be franked into a new mailing run."""
        self.ensure_one()
        self.env["internetmarke.letter"]._check_may_frank()
        moves = self._in_company(self.env["account.move"])
        moves = moves.search(self._to_frank_domain()).with_env(self.env)
        return moves._internetmarke_new_run()

    def action_view_runs(self):
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id(
            "internetmarke.internetmarke_run_action"
        )
        return {**action, "domain": list(self._open_run_domain()), "context": {}}

    def action_view_to_print(self):
        return self._view("internetmarke_letter_action", search_default_to_print=1)


def _label(number):
    return str(number) if number < MOST else f"{MOST - 1}+"
