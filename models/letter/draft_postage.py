from odoo import api, fields, models

from ... import postage
from ..stock.product import DESTINATIONS, SERVICES
from ..wording.postage import (
    as_exact,
    explain_hint,
    explain_limit,
    explain_obstacle,
    explain_sum,
)
from .envelopes import BY_CODE, ENVELOPES, SMALLEST
from .medium import IN_WINDOW

# "other": the Post's list does not name the kind; it may be a letter.
CATEGORIES = ("brief", "other")
# The weight depends on these.
CONTENT = (
    "page_counts",
    "medium",
    "duplex",
    "paper",
    "enclosures",
    "thickness",
    "posted_envelope",
)
CODES = {envelope.name: code for code, envelope in BY_CODE.items()}


class InternetmarkeLetterDraft(models.AbstractModel):
    """Postage: the product follows from the content of the envelope, with reasons."""

    _inherit = "internetmarke.letter.draft"

    destination = fields.Selection(
        selection=DESTINATIONS, compute="_compute_destination"
    )
    service = fields.Selection(selection=SERVICES, default="none", required=True)
    duplex = fields.Boolean(
        string="Print on Both Sides",
        compute="_compute_paper",
        precompute=True,
        store=True,
        readonly=False,
    )
    paper = fields.Integer(
        string="Paper (g/m²)",
        compute="_compute_paper",
        precompute=True,
        store=True,
        readonly=False,
    )
    envelope = fields.Selection(
        selection=[(SMALLEST, "Smallest that fits"), *ENVELOPES],
        compute="_compute_paper",
        precompute=True,
        store=True,
        readonly=False,
    )
    posted_envelope = fields.Char(
        compute="_compute_posted_envelope",
        help="The code of the envelope that everything is put into.",
    )
    enclosures = fields.Float(
        string="Enclosures (g)",
        digits=(8, 2),
        help="What else goes into the envelope: leaflets, forms, a card.",
    )
    thickness = fields.Float(
        string="Thickness of Enclosures (mm)",
        digits=(8, 2),
        help="If they are thicker than paper of this weight.",
    )
    sheets = fields.Integer(compute="_compute_weight")
    weight = fields.Float(string="Weight (g)", digits=(8, 2), compute="_compute_weight")
    packed_envelope = fields.Selection(
        selection=ENVELOPES,
        compute="_compute_weight",
        help="The envelope that everything is put into.",
    )
    product_id = fields.Many2one(
        comodel_name="internetmarke.product",
        compute="_compute_product_id",
        store=True,
        readonly=False,
        domain="[('id', 'in', allowed_product_ids)]",
    )
    allowed_product_ids = fields.Many2many(
        comodel_name="internetmarke.product",
        compute="_compute_allowed_product_ids",
        context={"active_test": False},
    )
    explanation = fields.Char(compute="_compute_explanation")
    too_small = fields.Char(compute="_compute_explanation")
    too_large = fields.Char(compute="_compute_explanation")
    crowded = fields.Boolean(compute="_compute_explanation")
    hint_duplex = fields.Char(compute="_compute_hints")
    hint_envelope = fields.Char(compute="_compute_hints")
    hint_both = fields.Char(compute="_compute_hints")

    @api.depends("partner_id")
    def _compute_destination(self):
        for draft in self:
            draft.destination = postage.destination(draft.country_id.code)

    @api.depends("company_id")
    def _compute_paper(self):
        for draft in self:
            company = draft.company_id
            values = {
                "duplex": company.internetmarke_duplex,
                "paper": company.internetmarke_paper,
                "envelope": company.internetmarke_envelope,
            }
            if draft.envelope:
                # What a person chose stays when another document is added.
                values = {name: draft[name] for name in values}
            draft.update(values)

    @api.depends("envelope", "medium", "printed_envelope")
    def _compute_posted_envelope(self):
        for draft in self:
            printed = draft.medium == "envelope"
            draft.posted_envelope = (
                draft.printed_envelope if printed else draft.envelope
            )

    @api.depends(*CONTENT)
    def _compute_weight(self):
        for draft in self:
            letter = draft._as_postage()
            draft.sheets = letter.sheets
            draft.weight = float(letter.sum.rounded().total)
            draft.packed_envelope = CODES[letter.packed.name]

    @api.depends("destination", "service")
    def _compute_allowed_product_ids(self):
        # Stamps stay valid when the Post does not sell their product any more.
        products = self.env["internetmarke.product"].with_context(active_test=False)
        for (_company, destination, service), drafts in self._by_catalogue().items():
            drafts.allowed_product_ids = products.search(
                [
                    ("destination", "=", destination),
                    ("service", "=", service),
                    ("category", "in", CATEGORIES),
                ]
            ).filtered(lambda product: product.active or product.stock_count)

    @api.depends("allowed_product_ids", *CONTENT)
    def _compute_product_id(self):
        for drafts in self._by_catalogue().values():
            products = drafts._catalogue()
            for draft in drafts:
                proposal = draft._propose(products)
                code = proposal and proposal.product.code
                draft.product_id = draft.allowed_product_ids._origin.filtered(
                    lambda product, code=code: product.code == code
                )

    @api.depends("product_id", "allowed_product_ids", *CONTENT)
    def _compute_explanation(self):
        for drafts in self._by_catalogue().values():
            products = drafts._catalogue()
            for draft in drafts:
                draft._explain(draft._propose(products))

    def _explain(self, proposal):
        """Fill the explanation of weight and product, and what is wrong with it."""
        letter = self._as_postage()
        weighed = explain_sum(self.env, letter.sum.rounded(), letter.packed.name)
        self.explanation = self._explain_proposal(weighed, proposal)
        self.crowded = letter.crowded
        chosen = self.product_id._as_postage(self._payer())
        obstacles = postage.obstacles(chosen[0], letter) if chosen else []
        self.too_small = self._explain_obstacles(obstacles)
        self.too_large = False
        if chosen and proposal and not obstacles:
            saving = chosen[0].price - proposal.product.price
            if saving > 0:
                self.too_large = self.env._(
                    "%(product)s is enough, saves %(saving)s",
                    product=proposal.product.name,
                    saving=self._format_cents(saving),
                )

    def _explain_proposal(self, weighed, proposal):
        """Return weight and product, and why the next cheaper product will not do."""
        if not proposal:
            return weighed
        text = f"{weighed}: {proposal.product.name}"
        if not proposal.too_small:
            return text
        cheaper, obstacle = proposal.too_small[-1]
        return f"{text} ({cheaper.name}: {explain_limit(self.env, obstacle)})"

    def _explain_obstacles(self, obstacles):
        if not obstacles:
            return False
        reasons = [explain_obstacle(self.env, obstacle) for obstacle in obstacles]
        return f"{self.product_id.name}: {'; '.join(reasons)}"

    @api.depends("allowed_product_ids", *CONTENT)
    def _compute_hints(self):
        for draft in self:
            draft.hint_duplex = draft.hint_envelope = draft.hint_both = False
            for hint in draft._hints():
                saving = hint.saving and draft._format_cents(hint.saving)
                draft[f"hint_{hint.kind}"] = explain_hint(self.env, hint, saving)

    def _apply_hint(self, kind):
        """Apply this kind of hint, if it is still true."""
        for hint in self._hints():
            if hint.kind != kind:
                continue
            if kind != "envelope":
                self.duplex = True
            if kind != "duplex":
                self.envelope = CODES[hint.envelope.name]
                if self.medium == "envelope":
                    self.printed_envelope = self.envelope

    def _as_postage(self):
        """Return the letter as a ``postage.Letter``, which can be weighed."""
        envelopes = self.company_id._internetmarke_envelopes()
        cover = [1] if self.medium == "cover_sheet" else []
        return postage.Letter(
            [*(self.page_counts or []), *cover],
            duplex=self.duplex,
            paper=max(self.paper, 0),
            enclosures=max(as_exact(self.enclosures), 0),
            thickness=max(as_exact(self.thickness), 0),
            envelope=envelopes.get(self.posted_envelope),
            destination=self.destination,
            service=self.service,
            envelopes=[envelopes[code] for code in self._offered_envelopes()],
        )

    def _offered_envelopes(self):
        """Return the codes of the envelopes to choose from, the smallest first."""
        if self.medium in IN_WINDOW:
            return self.company_id._internetmarke_window_envelopes()
        return [
            code for code, envelope in BY_CODE.items() if envelope in postage.COMMON
        ]

    def _by_catalogue(self):
        """Return these letters grouped: each group is offered the same products."""
        return self.grouped(
            lambda draft: (draft.company_id, draft.destination, draft.service)
        )

    def _catalogue(self):
        """Return the ``postage.Product`` that these letters are offered."""
        products = self[:1].allowed_product_ids._origin
        return products._as_postage(self[:1]._payer())

    def _propose(self, products):
        return postage.choose(products, self._as_postage(), categories=CATEGORIES)

    def _hints(self):
        return postage.hints(
            self._catalogue(), self._as_postage(), categories=CATEGORIES
        )

    def _format_cents(self, cents):
        return self.currency_id.format(cents / 100)

    def _prepare_postage_values(self):
        letter = self._as_postage()
        return {
            "sheets": letter.sheets,
            "weight": float(letter.sum.rounded().total),
            "duplex": self.duplex,
            "paper": self.paper,
            "enclosures": self.enclosures,
            "thickness": self.thickness,
            "envelope": self.packed_envelope,
        }
