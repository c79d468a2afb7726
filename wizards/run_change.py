from odoo import fields, models
from odoo.exceptions import UserError

from ..models.letter.draft_postage import CATEGORIES
from ..models.run.run import OPTIONS


class InternetmarkeRunChange(models.TransientModel):
    """Asks what to change for the marked letters of a mailing run.

    It changes one thing at a time. All the rest of the letters stays as it is.
    """

    _name = "internetmarke.run.change"
    _description = "Change Letters of a Mailing Run"
    _inherit = ["internetmarke.medium"]

    line_ids = fields.Many2many(
        comodel_name="internetmarke.run.line", string="Letters", required=True
    )
    company_id = fields.Many2one(related="line_ids.company_id")
    what = fields.Selection(
        selection=[
            ("medium", "Print Type"),
            ("duplex", "Print on Both Sides"),
            ("envelope", "Envelope"),
            ("paper", "Paper"),
            ("enclosures", "Enclosures"),
            ("service", "Service"),
            ("product_id", "Product"),
        ],
        string="Change",
        required=True,
        default="medium",
    )
    medium = fields.Selection(default="window")
    label_address = fields.Boolean(default=True)
    duplex = fields.Boolean(string="Both Sides")
    envelope = fields.Selection(
        selection=lambda self: (
            self.env["internetmarke.run"]
            ._fields["envelope"]
            ._description_selection(self.env)
        ),
        default="smallest",
    )
    paper = fields.Integer(string="Paper (g/m²)", default=80)
    enclosures = fields.Float(string="Enclosures (g)", digits=(8, 2))
    thickness = fields.Float(string="Thickness of Enclosures (mm)", digits=(8, 2))
    service = fields.Selection(
        selection=lambda self: (
            self.env["internetmarke.run"]
            ._fields["service"]
            ._description_selection(self.env)
        ),
        default="none",
    )
    product_id = fields.Many2one(
        comodel_name="internetmarke.product",
        domain=[("category", "in", CATEGORIES)],
    )

    def action_change(self):
        """Store the change. All figures of the letters follow at once."""
        self.ensure_one()
        if self.what == "medium":
            values = self._medium_values(self.medium)
            # What was proposed for another medium may be chosen again later.
            values = {
                name: value
                for name, value in values.items()
                if value or name in ("label_address", "tray_id")
            }
        elif self.what == "enclosures":
            values = {"enclosures": self.enclosures, "thickness": self.thickness}
        elif self.what in OPTIONS:
            values = {self.what: self[self.what]}
        else:
            if not self.product_id:
                raise UserError(self.env._("Choose a product. Nothing was changed."))
            values = {"product_id": self.product_id.id}
        self.line_ids._change(values)
        return {"type": "ir.actions.act_window_close"}
