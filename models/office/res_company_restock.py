from odoo import api, fields, models

from ..wording.restock import explain_restock


class ResCompany(models.Model):
    """What runs short, and who is told of it."""

    _inherit = "res.company"

    internetmarke_min_balance = fields.Monetary(
        string="Minimum Balance",
        currency_field="internetmarke_currency_id",
        help="When the balance falls below this, Odoo tells somebody who may buy. "
        "0: no minimum.",
    )
    internetmarke_restock_activity_id = fields.Many2one(
        comodel_name="mail.activity",
        readonly=True,
        copy=False,
        groups="base.group_system",
        help="Tells a person that something runs short. Only one is open at a time.",
    )

    def _internetmarke_runs_short(self):
        """Return what should be bought soon: ``{product: quantity}``."""
        self.ensure_one()
        return self.env["internetmarke.product"]._to_restock(self)

    def _internetmarke_balance_short(self):
        """Return how much is missing to the minimum of the balance, in euro."""
        company = self.sudo()
        if not company.internetmarke_balance_date:
            return 0.0
        missing = company.internetmarke_min_balance - company.internetmarke_balance
        return max(company.internetmarke_currency_id.round(missing), 0.0)

    def _internetmarke_restock(self):
        """Open the purchase with what runs short. If only money does, open the top-up.

        Nothing is bought or topped up before the person confirms it there.
        """
        self.ensure_one()
        orders = self.env["internetmarke.order"]
        orders._check_may_spend(self)
        products = self.env["internetmarke.product"]
        lacking = products._within_limit(self._internetmarke_runs_short())
        missing = self._internetmarke_balance_short()
        if missing and not lacking:
            return self.env["internetmarke.charge"]._open_top_up(self, missing)
        return orders._open_purchase(self, lacking or products._to_buy(self))

    def _internetmarke_store_balance(self, cents):
        # EXTENDS 'res.company'
        res = super()._internetmarke_store_balance(cents)
        company = self.sudo()
        minimum = round(company.internetmarke_min_balance * 100)
        short = cents is not None and cents < minimum
        if short or company.internetmarke_restock_activity_id:
            self.env["internetmarke.product"]._watch_stock()
        return res

    @api.model
    def _internetmarke_watch_stock(self):
        """Tell one person in each company what runs short, as long as it does."""
        companies = self.sudo().search([("internetmarke_enabled", "=", True)])
        for company in companies:
            company._internetmarke_update_activity()

    def _internetmarke_update_activity(self):
        activity = self.internetmarke_restock_activity_id.filtered("active")
        buyer = activity.user_id or self._internetmarke_buyer_to_tell()
        person = self.with_context(lang=buyer.lang, tz=buyer.tz)
        # Only who has named a minimum wants to be told.
        products = {
            product: quantity
            for product, quantity in person._internetmarke_runs_short().items()
            if product.with_company(self).stock_level
        }
        missing = self._internetmarke_balance_short()
        if not products and not missing:
            activity.unlink()
        elif buyer:
            note = explain_restock(person.env, products, missing)
            values = {
                "summary": person.env._(
                    "Restock E-Porto of %(company)s", company=self.name
                ),
                "note": note,
            }
            if activity:
                activity.write(values)
            else:
                self.internetmarke_restock_activity_id = self.env[
                    "mail.activity"
                ].create({**values, "user_id": buyer.id, "automated": True})

    def _internetmarke_buyer_to_tell(self):
        """Return the person who bought last, if that one still may, or another one."""
        buyers = self._internetmarke_buyers()
        last = self.env["internetmarke.order"].search(
            [("company_id", "=", self.id), ("user_id", "in", buyers.ids)], limit=1
        )
        return last.user_id or buyers[:1]
