from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.letter.draft_medium import APPEARANCE
from ..models.money.request import ENVIRONMENTS

# What a person has chosen in this window, by print type, is proposed next time.
REMEMBERED = {"label": "label_format", "envelope": "printed_envelope"}


class InternetmarkeFrank(models.TransientModel):
    """Asks how to frank a letter: from stock, or with stamps that are bought at once.

    The draft of a letter, which this inherits, decides what follows from the answers.
    The window opens before the documents are made (frank_coming.py), shows pictures
    (frank_picture.py) and what would be bought (frank_buying.py). What the person
    confirms is done in frank_confirmed.py.
    """

    _name = "internetmarke.frank"
    _description = "Frank Letter"
    _inherit = ["internetmarke.confirmation", "internetmarke.letter.draft"]

    title = fields.Char(default=lambda self: self._default_title())
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
    medium_problem = fields.Text(compute="_compute_medium_problem", compute_sudo=False)
    medium_warning = fields.Text(compute="_compute_medium_problem", compute_sudo=False)
    format_missing = fields.Boolean(compute="_compute_format_missing")
    offers_window = fields.Boolean(compute="_compute_offers", compute_sudo=False)
    offers_cover_sheet = fields.Boolean(compute="_compute_offers", compute_sudo=False)
    offers_envelope = fields.Boolean(compute="_compute_offers", compute_sudo=False)
    offers_label = fields.Boolean(compute="_compute_offers", compute_sudo=False)
    offers_layout = fields.Boolean(compute="_compute_offers", compute_sudo=False)
    tray_count = fields.Integer(compute="_compute_tray_count")
    in_the_way = fields.Char(
        compute="_compute_in_the_way",
        compute_sudo=False,
        help="Why the letter cannot be franked as it is.",
    )

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

    @api.model
    def _default_title(self):
        """Return the name of the menu or button that opens this window."""
        name = "new_letter"
        for chosen in ("partner", "attachment"):
            if self.env.context.get(f"default_{chosen}_id"):
                name = f"frank_{chosen}"
        action = self.env.ref(f"internetmarke.internetmarke_{name}_action")
        return action.sudo().name

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

    @api.depends("company_id")
    def _compute_printed_envelope(self):
        # EXTENDS 'internetmarke.letter.draft'
        self._recall("printed_envelope")
        return super()._compute_printed_envelope()

    @api.depends("company_id")
    def _compute_label_format(self):
        # EXTENDS 'internetmarke.letter.draft'
        self._recall("label_format")
        return super()._compute_label_format()

    @api.depends("medium", "label_format", "printed_envelope")
    def _compute_format_missing(self):
        for wizard in self:
            wizard.format_missing = wizard._asks_for_format(wizard.medium)

    @api.depends(*APPEARANCE, "document_problem", "coming")
    def _compute_medium_problem(self):
        for wizard in self:
            waits = wizard.coming
            found = (False, False) if waits else wizard._try_medium(wizard.medium)
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

    @api.depends(
        "blocked",
        "document_problem",
        "medium_problem",
        "format_missing",
        "coming",
        "product_id",
        "stock_count",
        "may_buy",
    )
    def _compute_in_the_way(self):
        for wizard in self:
            wizard.in_the_way = wizard._find_in_the_way()

    def _asks_for_format(self, medium):
        # OVERRIDES 'internetmarke.letter.draft': it stands beside the field
        name = REMEMBERED.get(medium)
        return bool(name) and not self[name]

    def _find_in_the_way(self):
        """Return what the person has to do first, False if nothing."""
        if self.blocked:
            return self.env._("Correct the address first.")
        if self.document_problem:
            return self.env._("Choose another PDF first.")
        if self.medium_problem:
            return self.env._("Choose another print type first.")
        if self.format_missing and self.medium == "label":
            return self.env._("Choose a label format first.")
        if self.format_missing:
            return self.env._("Choose an envelope size first.")
        if self.coming:
            return False
        if not self.product_id:
            return self.env._("Choose another product first.")
        return not (self.stock_count or self.may_buy) and self.env._("Out of stock.")

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

    def _reopen(self):
        # EXTENDS 'internetmarke.confirmation': the title of the window stays
        self.filtered("unseen").unseen = False
        action = super()._reopen()
        if documents := self._documents():
            name = documents._internetmarke_window_title()
        else:
            name = self.title or action["name"]
        return {**action, "name": name}

    def _recall(self, name):
        """Propose what this person has chosen last time."""
        chosen = self.env["ir.default"].sudo()._get(self._name, name, **self._person())
        for wizard in self:
            wizard[name] = wizard[name] or chosen

    def _remember_format(self):
        """Propose what this person has chosen next time, too."""
        name, person = REMEMBERED.get(self.medium), self._person()
        defaults = self.env["ir.default"].sudo()
        if name and defaults._get(self._name, name, **person) != self[name]:
            defaults.set(self._name, name, self[name], **person)

    def _person(self):
        return {"user_id": self.env.uid, "company_id": self.env.company.id}

    def _frank_action(self):
        """Return the action that opens this window."""
        return self._documents().action_internetmarke_frank()
