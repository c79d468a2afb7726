from urllib.parse import quote

from odoo import api, fields, models
from odoo.exceptions import AccessError, LockError, UserError

from .envelopes import ENVELOPES

# The page takes the number of registered mail or a Frankier-ID. For a Frankier-ID it
# tells when the sorting centre saw the letter ("Basis-Sendungsverfolgung"), and not the
# delivery.
TRACKING_URL = "https://www.deutschepost.de/de/s/sendungsverfolgung.html?piececode="


class InternetmarkeLetter(models.Model):
    """One use of one stamp. The list of letters is the journal.

    How a letter is franked is in letter_franking.py, how it is printed in
    letter_printing.py, and how the franking is removed in letter_release.py.
    """

    _name = "internetmarke.letter"
    _description = "Franked Letter"
    _inherit = ["internetmarke.thread"]
    _order = "franked_on desc, id desc"
    _check_company_auto = True

    name = fields.Char(required=True, readonly=True, copy=False)
    company_id = fields.Many2one(
        comodel_name="res.company", required=True, readonly=True, index=True
    )
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Recipient",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    move_ids = fields.Many2many(
        comodel_name="account.move",
        string="Invoices",
        readonly=True,
        check_company=True,
    )
    document_ids = fields.Many2many(
        comodel_name="internetmarke.document",
        string="Documents",
        readonly=True,
        check_company=True,
    )
    content = fields.Char(compute="_compute_content")
    stamp_id = fields.Many2one(
        comodel_name="internetmarke.stamp",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    product_id = fields.Many2one(related="stamp_id.product_id", store=True)
    environment = fields.Selection(
        related="stamp_id.environment",
        store=True,
        string="Mode",
    )
    track_id = fields.Char(related="stamp_id.track_id")
    currency_id = fields.Many2one(related="stamp_id.currency_id", store=True)
    price = fields.Monetary(
        string="Postage",
        readonly=True,
        help="What was paid for the stamp.",
    )
    cost = fields.Monetary(
        compute="_compute_cost",
        store=True,
        help="The postage, or 0 once the franking is removed.",
    )
    sheets = fields.Integer(readonly=True, aggregator=None)
    duplex = fields.Boolean(string="Printed on Both Sides", readonly=True)
    paper = fields.Integer(string="Paper (g/m²)", readonly=True, aggregator=None)
    enclosures = fields.Float(
        string="Enclosures (g)", digits=(8, 2), readonly=True, aggregator=None
    )
    thickness = fields.Float(
        string="Thickness of Enclosures (mm)",
        digits=(8, 2),
        readonly=True,
        aggregator=None,
    )
    envelope = fields.Selection(selection=ENVELOPES, readonly=True)
    weight = fields.Float(
        string="Weight (g)", digits=(8, 2), readonly=True, aggregator=None
    )
    state = fields.Selection(
        selection=[
            ("franked", "Franked"),
            ("printed", "Printed"),
            ("came_back", "Came Back"),
            ("released", "Removed"),
        ],
        default="franked",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
    )
    franked_by_id = fields.Many2one("res.users", readonly=True)
    franked_on = fields.Datetime(readonly=True)
    printed_by_id = fields.Many2one("res.users", readonly=True)
    printed_on = fields.Datetime(string="Last Printed On", readonly=True)
    print_count = fields.Integer(string="Times Printed", readonly=True, aggregator=None)
    released_by_id = fields.Many2one("res.users", readonly=True)
    released_on = fields.Datetime(readonly=True)
    release_reason = fields.Char(readonly=True)
    confirmation_token = fields.Char(
        readonly=True, copy=False, groups="base.group_system"
    )

    # The database itself keeps one stamp from two letters.
    _stamp_used_once = models.UniqueIndex(
        "(stamp_id) WHERE state != 'released'",
        "This stamp is on another letter already.",
    )
    # One confirmation by a person makes one letter only.
    _confirmation_token_unique = models.UniqueIndex(
        "(confirmation_token) WHERE confirmation_token IS NOT NULL",
        "This has been confirmed already.",
    )

    # The list shows the latest letters first, however many there are.
    _journal_index = models.Index("(franked_on DESC, id DESC)")
    # What an office used in a month is summed up from the index alone.
    _use_index = models.Index(
        "(company_id, environment, franked_on) INCLUDE (product_id, state, cost)"
    )

    @api.depends("price", "state")
    def _compute_cost(self):
        for letter in self:
            letter.cost = 0.0 if letter.state == "released" else letter.price

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(
            self.env._(
                "The letter journal cannot be changed. Remove the franking instead: "
                "the stamp returns to stock and the row stays."
            )
        )

    def _creation_message(self):
        # EXTENDS 'mail'
        return self.env._(
            "Franked with %(product)s, stamp %(stamp)s.",
            product=self.product_id.name,
            stamp=self.stamp_id.display_name,
        )

    def _explain_state(self):
        # EXTENDS 'internetmarke.thread'
        if self.state == "released":
            return self.env._("Franking removed: %s.", self.release_reason)
        return self.env._("Printed.")

    @api.depends("move_ids.name", "document_ids.name")
    def _compute_content(self):
        for letter in self:
            names = letter._documents().mapped("name")
            letter.content = ", ".join(filter(None, names))

    def _documents(self):
        """Return the records in the envelope, the one behind the window first."""
        documents = self.move_ids or self.document_ids
        return documents._origin._internetmarke_sorted()

    def action_track(self):
        """Open the Post's page that tells where this letter was seen last."""
        self.ensure_one()
        self.check_access("read")
        number = self.track_id or self.stamp_id.voucher_id
        return {
            "type": "ir.actions.act_url",
            "url": TRACKING_URL + quote(number),
            "target": "new",
        }

    def _check_may_frank(self):
        """Raise an AccessError unless the user may frank and print."""
        if not self.env.user.has_group("account.group_account_invoice"):
            raise AccessError(
                self.env._(
                    "You may read the letter journal but not frank, print or remove "
                    "frankings. Ask an administrator for the right “Invoicing”."
                )
            )
        self.check_access("read")
        documents = self.sudo().document_ids._origin
        documents.with_env(self.env)._check_readable()

    def _check_not_used_up(self):
        """Raise a UserError if one of these letters came back from the Post.

        The letter was posted, so its stamp is used up.
        """
        if returned := self.filtered(lambda letter: letter.state == "came_back"):
            raise UserError(
                self.env._(
                    "%(letters)s came back from the Post, so the stamp is used up. "
                    "Correct the address and frank the invoice again.",
                    letters=", ".join(returned.mapped("name")),
                )
            )

    def _lock_for_person(self):
        """Lock these letters.

        :raise UserError: if another transaction holds one of them.
        """
        try:
            self.lock_for_update()
        except LockError as error:
            raise UserError(
                self.env._(
                    "Somebody else is printing or changing %(letters)s right now. "
                    "Nothing was changed. Look again in a moment.",
                    letters=", ".join(self.mapped("name")),
                )
            ) from error
