from odoo import api, fields, models
from odoo.exceptions import UserError

from ..money.request import COPY

KINDS = [
    ("opening", "Opening"),
    ("topup", "Top-Up"),
    ("purchase", "Purchase"),
    ("refund", "Refund"),
    ("use", "Stamps Used"),
    ("expired", "Stamps Expired"),
    ("difference", "Difference"),
]


class InternetmarkeEntry(models.Model):
    """One movement of money or of stamps that belongs into the books.

    The rows are derived afterwards from what happened (entry_deriving.py) and booked
    one by one (entry_booking.py). Nobody edits a row; only the outcome of its booking
    is written to it. If an amount turns out to be wrong later, another row holds the
    difference.
    """

    _name = "internetmarke.entry"
    _description = "Portokasse Entry"
    _inherit = ["internetmarke.books"]
    _order = "date desc, id desc"
    _check_company_auto = True

    name = fields.Char(string="Reference", required=True, readonly=True)
    company_id = fields.Many2one(
        comodel_name="res.company", required=True, readonly=True, index=True
    )
    environment = fields.Selection(
        selection=[("production", "Production"), (COPY, "Copy")],
        default="production",
        required=True,
        readonly=True,
        string="Mode",
    )
    kind = fields.Selection(selection=KINDS, required=True, readonly=True)
    date = fields.Date(
        required=True,
        readonly=True,
        help="The day on which the Post booked it, in Germany.",
    )
    currency_id = fields.Many2one(
        comodel_name="res.currency",
        default=lambda self: self.env.ref("base.EUR"),
        required=True,
        readonly=True,
    )
    amount = fields.Monetary(
        string="Portokasse",
        readonly=True,
        help="By how much the balance of the Portokasse has changed.",
    )
    stock_amount = fields.Monetary(
        string="Stamps in Stock",
        readonly=True,
        help="By how much the value of the stamps in stock has changed, if postage is "
        "an expense at use.",
    )
    # In cents: what is booked by tax (``_books_parts``), or by analytic distribution.
    parts = fields.Json(readonly=True, copy=False, groups="base.group_system")
    account_id = fields.Many2one(
        comodel_name="account.account",
        string="Against",
        readonly=True,
        ondelete="restrict",
        help="The account that a person chose for an opening or a difference.",
    )
    order_id = fields.Many2one("internetmarke.order", readonly=True, index=True)
    charge_id = fields.Many2one(
        "internetmarke.charge", string="Top-Up", readonly=True, index=True
    )
    retoure_id = fields.Many2one(
        "internetmarke.retoure", string="Refund", readonly=True, index=True
    )
    state = fields.Selection(
        selection=[
            ("to_book", "To Book"),
            ("booked", "Booked"),
            ("failed", "Failed"),
        ],
        default="to_book",
        required=True,
        readonly=True,
        index=True,
    )
    problem = fields.Text(readonly=True)
    tries = fields.Integer(
        readonly=True, copy=False, aggregator=None, groups="base.group_system"
    )
    next_try = fields.Datetime(readonly=True, copy=False, groups="base.group_system")
    move_id = fields.Many2one(
        comodel_name="account.move",
        string="Journal Entry",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )
    booking_date = fields.Date(
        readonly=True, help="Later than the date if that lies in a locked period."
    )
    is_moved = fields.Boolean(string="Period Was Locked", readonly=True)
    receipt_id = fields.Many2one(
        comodel_name="ir.attachment",
        string="Stamp List",
        readonly=True,
        copy=False,
        index="btree_not_null",
        groups="base.group_system",
    )

    # Two jobs at once derive the same row; the database keeps one.
    _name_unique = models.UniqueIndex(
        "(company_id, name) WHERE environment = 'production'",
        "This is in the books already.",
    )
    _move_unique = models.UniqueIndex(
        "(move_id) WHERE move_id IS NOT NULL",
        "This journal entry belongs to another movement.",
    )

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(
            self.env._("The entries of the Portokasse are kept: they are its ledger.")
        )

    def action_view_move(self):
        self.ensure_one()
        self.check_access("read")
        return self.move_id._get_records_action(name=self.env._("Journal Entry"))

    def action_view_request(self):
        self.ensure_one()
        self.check_access("read")
        return (
            self.order_id or self.charge_id or self.retoure_id
        )._get_records_action()
