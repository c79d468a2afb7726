import base64

from odoo import api, fields, models

from ..printing import PrintingError, grouped, single_page_of


class InternetmarkeOrder(models.Model):
    _inherit = "internetmarke.order"

    def action_identify(self):
        """Open the wizard that shows a person the pages that are left."""
        self.ensure_one()
        self._check_may_buy()
        self.check_access("read")
        return self.env["internetmarke.identify"]._open(self)


class InternetmarkeIdentify(models.TransientModel):
    """Shows a page of the Post's document, and asks which stamp is on it.

    The picture shows real stamps, which could be printed. So only people who may buy
    see it, as with the document itself.
    """

    _name = "internetmarke.identify"
    _description = "Identify Stamps"

    order_id = fields.Many2one(
        comodel_name="internetmarke.order", required=True, readonly=True
    )
    document_digest = fields.Char(readonly=True)
    page = fields.Integer(readonly=True)
    page_count = fields.Integer(compute="_compute_page_count")
    picture = fields.Binary(compute="_compute_picture")
    order_line_id = fields.Many2one(
        comodel_name="internetmarke.order.line", string="Product"
    )
    possible_line_ids = fields.Many2many(
        comodel_name="internetmarke.order.line", compute="_compute_possible_line_ids"
    )
    line_ids = fields.One2many(
        comodel_name="internetmarke.identify.line", inverse_name="wizard_id"
    )

    @api.depends("order_id")
    def _compute_page_count(self):
        for wizard in self:
            wizard.page_count = len(wizard.order_id.sudo()._unclear_pages())

    @api.depends("order_id", "page")
    def _compute_picture(self):
        for wizard in self:
            document = wizard.order_id._document_bytes()
            try:
                picture = base64.b64encode(single_page_of(document, wizard.page))
            except PrintingError:
                picture = False
            wizard.picture = picture

    @api.depends("order_id")
    def _compute_possible_line_ids(self):
        for wizard in self:
            wizard.possible_line_ids = self._lines(wizard.order_id)

    @api.model
    def _lines(self, order):
        lines = order.sudo()._unclear_lines()
        return order.line_ids.filtered(lambda line: line in lines)

    @api.model
    def _open(self, order, after=0):
        """Show the next page that belongs to no stamp, or close the window."""
        pages = order.sudo()._unclear_pages() if order.unclear_count else []
        if not pages:
            return {"type": "ir.actions.client", "tag": "soft_reload"}
        page = next((page for page in pages if page > after), pages[0])
        lines = self._lines(order)
        ordered = order._pages().get(page)
        line = ordered if ordered in lines else lines[:1]
        wizard = self.create(
            {
                "order_id": order.id,
                "document_digest": order._document_digest(),
                "page": page,
                "order_line_id": line.id,
                "line_ids": [
                    fields.Command.create({"voucher_id": voucher_id})
                    for voucher_id in sorted(order.sudo()._unclear_ids())
                ],
            }
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Identify Stamps"),
            "res_model": self._name,
            "res_id": wizard.id,
            "view_mode": "form",
            "target": "new",
        }

    def action_next(self):
        """Leave this page, which may show no stamp, and show the next one."""
        self.ensure_one()
        return self._open(self.order_id, after=self.page)


class InternetmarkeIdentifyLine(models.TransientModel):
    """A Frankier-ID whose page is not known yet."""

    _name = "internetmarke.identify.line"
    _description = "Frankier-ID That Is Left"

    wizard_id = fields.Many2one(
        comodel_name="internetmarke.identify", required=True, ondelete="cascade"
    )
    voucher_id = fields.Char(string="Frankier-ID", required=True, readonly=True)
    shown_id = fields.Char(string="Frankier-ID as Printed", compute="_compute_shown_id")

    @api.depends("voucher_id")
    def _compute_shown_id(self):
        for line in self:
            line.shown_id = grouped(line.voucher_id)

    def action_choose(self):
        """Store that the page shows this stamp, and show the next page."""
        self.ensure_one()
        wizard = self.wizard_id
        order = wizard.order_id
        order._check_may_buy()
        order.check_access("read")
        order._identify(
            wizard.page,
            self.voucher_id,
            wizard.order_line_id.sudo(),
            wizard.document_digest,
        )
        return wizard._open(order, after=wizard.page)
