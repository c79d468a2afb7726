from odoo import api, fields, models

# Money that the Post holds or owes.
UNUSED = ("stock", "refused")
UNRESOLVED = {
    "internetmarke.order": ("requested", "paid"),
    "internetmarke.charge": ("requested",),
    "internetmarke.retoure": ("requested", "pending"),
}


class BaseModuleUninstall(models.TransientModel):
    """Tells the person who uninstalls Internetmarke what it would cost."""

    _inherit = "base.module.uninstall"

    internetmarke_losses = fields.Text(compute="_compute_internetmarke_losses")

    @api.depends("module_ids")
    def _compute_internetmarke_losses(self):
        for wizard in self:
            ours = "internetmarke" in wizard._get_modules().mapped("name")
            wizard.internetmarke_losses = ours and "\n\n".join(
                wizard._internetmarke_told_losses()
            )

    @api.model
    def _internetmarke_told_losses(self):
        """Return what Odoo would forget, of all companies: one text for each loss."""
        texts = []
        stamps = self.env["internetmarke.stamp"].sudo()
        real = [("environment", "=", "production")]
        for currency, count, value in stamps._read_group(
            [*real, ("state", "in", UNUSED)], ["currency_id"], ["__count", "price:sum"]
        ):
            facts = {"count": count, "value": currency.format(value)}
            texts.append(
                self.env._(
                    "You have one unused stamp worth %(value)s, and Odoo forgets it "
                    "when Internetmarke is uninstalled. You are not refunded. Return "
                    "the stamp to the Post first.",
                    **facts,
                )
                if count == 1
                else self.env._(
                    "You have %(count)s unused stamps worth %(value)s, and Odoo "
                    "forgets them when Internetmarke is uninstalled. You are not "
                    "refunded. Return the stamps to the Post first.",
                    **facts,
                )
            )
        texts += self._internetmarke_told_unprinted()
        names = [
            request.name
            for model, states in UNRESOLVED.items()
            for request in self.env[model]
            .sudo()
            .search([*real, ("state", "in", states)])
        ]
        if names:
            texts.append(
                self.env._(
                    "Not settled with the Post yet: %(names)s. Odoo forgets whether "
                    "money moved. Click “Resolve” there first.",
                    names=", ".join(names),
                )
            )
        return texts

    @api.model
    def _internetmarke_told_unprinted(self):
        letters = self.env["internetmarke.letter"].sudo()
        count = letters.search_count(
            [("environment", "=", "production"), ("state", "=", "franked")]
        )
        if not count:
            return []
        if count == 1:
            return [
                self.env._(
                    "One letter is franked but not printed, and Odoo forgets its stamp "
                    "when Internetmarke is uninstalled. Print it, or remove the "
                    "franking and return the stamp to the Post."
                )
            ]
        return [
            self.env._(
                "%(count)s letters are franked but not printed, and Odoo forgets their "
                "stamps when Internetmarke is uninstalled. Print them, or remove the "
                "franking and return the stamps to the Post.",
                count=count,
            )
        ]
