import base64

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.letter.draft_medium import APPEARANCE
from ..models.money.request import ENVIRONMENTS
from ..models.wording.printing import explain_printing
from ..printing import PrintingError

# Sent back by the form, so that an invoice without stored PDF is rendered only once for
# it. Whether the letter fits is checked again when it is franked.
EXAMINED = {
    "compute": "_compute_examination",
    "compute_sudo": False,
    "precompute": True,
    "store": True,
    "readonly": False,
}


class InternetmarkeFrank(models.TransientModel):
    """Asks how to frank a letter: from stock, or with stamps that are bought at once.

    The draft of a letter, which this inherits, decides what follows from the answers.
    What the person confirms is done in frank_confirmed.py.
    """

    _name = "internetmarke.frank"
    _description = "Frank Letter"
    _inherit = ["internetmarke.confirmation", "internetmarke.letter.draft"]

    move_ids = fields.Many2many(domain="[('id', 'in', offered_move_ids)]")
    offered_move_ids = fields.Many2many(
        comodel_name="account.move",
        relation="internetmarke_frank_offered_rel",
        compute="_compute_offered_move_ids",
        compute_sudo=False,
        store=True,
        readonly=False,
    )
    move_id = fields.Many2one(
        comodel_name="account.move",
        string="First Invoice",
        compute="_compute_move_id",
        compute_sudo=False,
        help="Its first page stands behind the window.",
    )
    offered_count = fields.Integer(compute="_compute_offered_count")
    environment = fields.Selection(
        selection=ENVIRONMENTS,
        compute="_compute_environment",
        string="Mode",
    )
    page_counts = fields.Json(**EXAMINED)
    window_problem = fields.Text(**EXAMINED)
    window_warning = fields.Text(**EXAMINED)
    document_problem = fields.Text(**EXAMINED)
    medium_problem = fields.Text(compute="_compute_medium_problem", compute_sudo=False)
    medium_warning = fields.Text(compute="_compute_medium_problem", compute_sudo=False)
    offers_window = fields.Boolean(compute="_compute_offers", compute_sudo=False)
    offers_cover_sheet = fields.Boolean(compute="_compute_offers", compute_sudo=False)
    offers_envelope = fields.Boolean(compute="_compute_offers", compute_sudo=False)
    offers_label = fields.Boolean(compute="_compute_offers", compute_sudo=False)
    offers_layout = fields.Boolean(compute="_compute_offers", compute_sudo=False)
    tray_count = fields.Integer(compute="_compute_tray_count")
    picture_of = fields.Selection(
        selection=[("letter", "Letter"), ("window", "Window")],
        compute="_compute_picture_of",
        store=True,
        readonly=False,
    )
    # Stored, so that looking at it again needs no rendering.
    picture = fields.Binary(attachment=False, readonly=True)
    price = fields.Monetary(compute="_compute_stock")
    stock_count = fields.Integer(string="In Stock", compute="_compute_stock")
    below_price = fields.Boolean(string="Worth Too Little", compute="_compute_stock")
    may_buy = fields.Boolean(compute="_compute_may_buy")
    whom_to_ask = fields.Char(compute="_compute_may_buy")
    quantity = fields.Integer(string="Quantity to Buy", default=1, required=True)
    # The price that the person sees and confirms. A later price list does not change
    # it.
    price_to_buy = fields.Monetary(
        string="Price per Stamp",
        compute="_compute_price_to_buy",
        store=True,
        readonly=False,
    )
    amount_to_buy = fields.Monetary(compute="_compute_amount_to_buy")

    @api.model
    def default_get(self, fields):
        context = self.env.context
        chosen = {"default_partner_id", "default_attachment_id"} & context.keys()
        if chosen and len(context.get("active_ids") or ()) > 1:
            raise UserError(
                self.env._(
                    "One letter is one document to one recipient: select one row."
                )
            )
        return super().default_get(fields)

    @api.depends("move_ids")
    def _compute_move_id(self):
        for wizard in self:
            moves = wizard.move_ids._origin._internetmarke_sorted()
            wizard.move_id = moves[:1]

    @api.depends("move_ids")
    def _compute_offered_move_ids(self):
        for wizard in self:
            # An invoice that was taken out may be put in again.
            known = wizard.offered_move_ids._origin
            moves = wizard.move_ids._origin._internetmarke_sorted()
            moves = known or moves._internetmarke_companions()
            wizard.offered_move_ids = moves

    @api.depends("offered_move_ids")
    def _compute_offered_count(self):
        for wizard in self:
            wizard.offered_count = len(wizard.offered_move_ids)

    @api.depends("company_id")
    def _compute_environment(self):
        for wizard in self:
            wizard.environment = wizard._payer().internetmarke_environment

    @api.depends(
        "move_ids",
        "document_ids",
        "partner_id",
        "document",
        "attachment_id",
        "company_id",
    )
    def _compute_examination(self):
        self._examine()

    @api.depends(*APPEARANCE, "document_problem")
    def _compute_medium_problem(self):
        for wizard in self:
            found = wizard._try_medium(wizard.medium)
            wizard.medium_problem, wizard.medium_warning = found

    @api.depends("medium_problem", "window_problem")
    def _compute_offers(self):
        din = self._din5008()
        may_set_layout = self.env.user.has_group("base.group_system")
        for wizard in self:
            for medium in ("window", "cover_sheet", "envelope", "label"):
                wizard[f"offers_{medium}"] = (
                    bool(wizard.medium_problem)
                    and medium != wizard.medium
                    and not wizard._try_medium(medium)[0]
                )
            wizard.offers_layout = (
                may_set_layout
                and bool(wizard.window_problem and wizard.move_id)
                and wizard.company_id.external_report_layout_id != din
            )

    @api.depends("company_id")
    def _compute_tray_count(self):
        for wizard in self:
            wizard.tray_count = len(wizard.company_id.internetmarke_tray_ids)

    @api.depends(*APPEARANCE)
    def _compute_picture_of(self):
        self.picture_of = False

    @api.depends("product_id")
    def _compute_stock(self):
        stamps = self.env["internetmarke.stamp"]
        for wizard in self:
            domain = stamps._stock_domain(wizard.company_id, wizard.product_id)
            wizard.stock_count = stamps.search_count(domain)
            oldest = stamps.search(domain, limit=1)
            wizard.price = oldest.price or wizard._price()
            wizard.below_price = oldest.below_price

    @api.depends("company_id")
    def _compute_may_buy(self):
        buyer = self.env.user.has_group("internetmarke.group_buyer")
        for wizard in self:
            wizard.may_buy = buyer and wizard._payer() in self.env.companies
            ask = bool(wizard.company_id) and not wizard.may_buy
            wizard.whom_to_ask = ask and wizard.company_id._internetmarke_whom_to_ask()

    @api.depends("product_id", "company_id")
    def _compute_price_to_buy(self):
        for wizard in self:
            wizard.price_to_buy = wizard._price()

    @api.depends("price_to_buy", "quantity")
    def _compute_amount_to_buy(self):
        for wizard in self:
            wizard.amount_to_buy = wizard.price_to_buy * wizard.quantity

    @api.onchange("label_format")
    def _onchange_label_format(self):
        # Not a computed field, which would forget the chosen label when an invoice is
        # added.
        self.label_position = self._next_label()

    def action_open_info(self):
        """Open the Post's page about the chosen product."""
        return self._get_product().action_open_info()

    def action_apply_hint(self):
        """Apply the hint that the context of the button names."""
        self.ensure_one()
        self._apply_hint(self.env.context.get("hint"))
        return self._reopen()

    def action_use_medium(self):
        """Use the medium that the context of the button names."""
        self.ensure_one()
        self.medium = self.env.context.get("medium")
        return self._reopen()

    def action_show_letter(self):
        """Show the first page to be printed, with MUSTER instead of the stamp."""
        self.ensure_one()
        letter = self._as_letter()
        return self._show_picture("letter", letter._preview, self._stamp_size())

    def action_show_window(self):
        """Show the document's first page with a frame around the window."""
        self.ensure_one()
        letter = self._as_letter()
        return self._show_picture("window", letter._marked_window)

    def action_hide_picture(self):
        self.picture_of = False
        return self._reopen()

    def action_set_layout(self):
        """Give the company's new invoices the layout DIN 5008."""
        self.ensure_one()
        self.company_id._internetmarke_set_din5008()
        if self.move_id.invoice_pdf_report_id:
            self.notice = self.env._(
                "New invoices have the layout DIN 5008 from now on. This invoice keeps "
                "the PDF it was given: print it with a cover sheet, or reset it to "
                "draft and post it again."
            )
        else:
            self.notice = self.env._(
                "New invoices have the layout DIN 5008 from now on, this one too."
            )
            self._examine()
        return self._reopen()

    def _show_picture(self, picture_of, draw, *args):
        self.check_access("write")
        try:
            picture = base64.b64encode(draw(*args))
        except PrintingError as error:
            raise UserError(explain_printing(self.env, error)) from error
        self.write({"picture_of": picture_of, "picture": picture})
        return self._reopen()

    def _frank_action(self):
        """Return the action that opens this window."""
        return self._documents().action_internetmarke_frank()

    def _price_warning(self):
        """Return a warning if the next stamp in stock may not suffice."""
        return self.below_price and self.env._(
            "The next stamp in stock was bought for less than the product costs today, "
            "so it may not suffice: the Post would ask the recipient for more."
        )

    def _take_prices(self):
        self.price_to_buy = self._price()

    def _price(self):
        """Return today's price of the product for the company that pays."""
        return self.product_id._price_for(self._payer())
