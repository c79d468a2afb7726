from odoo import api, fields, models

from .. import postage
from ..models.internetmarke_product import DESTINATIONS, SERVICES
from ..models.messages.postage import (
    as_exact,
    explain_hint,
    explain_limit,
    explain_obstacle,
    explain_sum,
)
from ..models.res_company_postage import BY_CODE, ENVELOPES, SMALLEST
from ..printing import PrintingError, page_count

# A letter is made of paper; what the catalogue cannot sort may be one.
CATEGORIES = ("brief", "other")
# What the weight depends on.
CONTENT = (
    "page_counts",
    "extra_sheets",
    "duplex",
    "paper",
    "enclosures",
    "thickness",
    "posted_envelope",
)
CODES = {envelope.name: code for code, envelope in BY_CODE.items()}


class InternetmarkeFrank(models.TransientModel):
    """Postage: proposes the product from what is in the envelope, and says why."""

    _inherit = "internetmarke.frank"

    destination = fields.Selection(
        selection=DESTINATIONS, compute="_compute_destination"
    )
    service = fields.Selection(selection=SERVICES, default="none", required=True)
    # Kept in the form, since counting the pages may mean to render the invoices.
    page_counts = fields.Json(
        compute="_compute_page_counts",
        compute_sudo=False,
        store=True,
        readonly=False,
    )
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
    posted_envelope = fields.Char(compute="_compute_posted_envelope")
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
    extra_sheets = fields.Integer(compute="_compute_extra_sheets")
    sheets = fields.Integer(compute="_compute_weight")
    weight = fields.Float(string="Weight (g)", digits=(8, 2), compute="_compute_weight")
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
        for wizard in self:
            wizard.destination = postage.destination(wizard.country_id.code)

    @api.depends("move_ids")
    def _compute_page_counts(self):
        for wizard in self:
            # Rendered for this if not yet stored.
            wizard.page_counts = [
                self._count_pages(move._internetmarke_shown_document())
                for move in wizard._sorted_moves()
            ]

    def _count_pages(self, document):
        try:
            return page_count(document)
        except PrintingError:
            return 1

    @api.depends("company_id")
    def _compute_paper(self):
        for wizard in self:
            company = wizard.company_id
            values = {
                "duplex": company.internetmarke_duplex,
                "paper": company.internetmarke_paper,
                "envelope": company.internetmarke_envelope,
            }
            if wizard.envelope:
                # What a person chose stays when another invoice is added.
                values = {name: wizard[name] for name in values}
            wizard.update(values)

    @api.depends("envelope")
    def _compute_posted_envelope(self):
        """The code of the envelope that everything is put into."""
        for wizard in self:
            wizard.posted_envelope = wizard.envelope

    def _compute_extra_sheets(self):
        for wizard in self:
            wizard.extra_sheets = wizard._extra_sheets()

    @api.depends(*CONTENT)
    def _compute_weight(self):
        for wizard in self:
            letter = wizard._as_postage()
            wizard.sheets = letter.sheets
            wizard.weight = float(letter.weight)

    @api.depends("destination", "service")
    def _compute_allowed_product_ids(self):
        # Stamps of a product that the Post sells no more stay valid.
        products = self.env["internetmarke.product"].with_context(active_test=False)
        for wizard in self:
            wizard.allowed_product_ids = products.search(
                [
                    ("destination", "=", wizard.destination),
                    ("service", "=", wizard.service),
                    ("category", "in", CATEGORIES),
                ]
            ).filtered(lambda product: product.active or product.stock_count)

    @api.depends("allowed_product_ids", *CONTENT)
    def _compute_product_id(self):
        for wizard in self:
            wizard.product_id = wizard._find_product(wizard._propose())

    @api.depends("product_id", "allowed_product_ids", *CONTENT)
    def _compute_explanation(self):
        for wizard in self:
            letter, proposal = wizard._as_postage(), wizard._propose()
            weighed = explain_sum(self.env, letter.sum.rounded(), letter.packed.name)
            wizard.explanation = wizard._explain(weighed, proposal)
            wizard.crowded = letter.crowded
            chosen = wizard.product_id._as_postage()
            obstacles = postage.obstacles(chosen[0], letter) if chosen else []
            wizard.too_small = wizard._explain_obstacles(wizard.product_id, obstacles)
            wizard.too_large = False
            if chosen and proposal and not obstacles:
                saving = chosen[0].price - proposal.product.price
                if saving > 0:
                    wizard.too_large = self.env._(
                        "%(product)s would do: %(saving)s less",
                        product=proposal.product.name,
                        saving=wizard._format_cents(saving),
                    )

    def _explain(self, weighed, proposal):
        """Return the weighing, the product and why the next cheaper one will not do."""
        if not proposal:
            return weighed
        text = f"{weighed}: {proposal.product.name}"
        if not proposal.too_small:
            return text
        cheaper, obstacle = proposal.too_small[-1]
        return f"{text} ({cheaper.name}: {explain_limit(self.env, obstacle)})"

    def _explain_obstacles(self, product, obstacles):
        if not obstacles:
            return False
        reasons = [explain_obstacle(self.env, obstacle) for obstacle in obstacles]
        return f"{product.name}: {'; '.join(reasons)}"

    @api.depends("allowed_product_ids", *CONTENT)
    def _compute_hints(self):
        for wizard in self:
            wizard.hint_duplex = wizard.hint_envelope = wizard.hint_both = False
            for hint in wizard._hints():
                saving = hint.saving and wizard._format_cents(hint.saving)
                wizard[f"hint_{hint.kind}"] = explain_hint(self.env, hint, saving)

    def action_apply_hint(self):
        """Do what the hint says that the button in the context belongs to."""
        self.ensure_one()
        wanted = self.env.context.get("hint")
        for hint in self._hints():
            if hint.kind == wanted:
                self._apply_hint(hint)
        return self._reopen()

    def _apply_hint(self, hint):
        if hint.kind != "envelope":
            self.duplex = True
        if hint.kind != "duplex":
            self.envelope = CODES[hint.envelope.name]

    def _as_postage(self):
        """Return the letter as the pure one that ``postage`` weighs."""
        envelopes = self.company_id._internetmarke_envelopes()
        documents = [*(self.page_counts or []), *[1] * self.extra_sheets]
        return postage.Letter(
            documents,
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
        """Return the codes of the envelopes to choose from, the smallest first.

        Whoever extends this names what it depends on at ``_compute_extra_sheets``.
        """
        return [
            code for code, envelope in BY_CODE.items() if envelope in postage.COMMON
        ]

    def _extra_sheets(self):
        """Return how many sheets are printed besides the documents.

        Whoever extends this names what it depends on at ``_compute_extra_sheets``.
        """
        return 0

    def _propose(self):
        return postage.choose(
            self.allowed_product_ids._origin._as_postage(),
            self._as_postage(),
            categories=CATEGORIES,
        )

    def _hints(self):
        return postage.hints(
            self.allowed_product_ids._origin._as_postage(),
            self._as_postage(),
            categories=CATEGORIES,
        )

    def _find_product(self, proposal):
        code = proposal and proposal.product.code
        return self.allowed_product_ids._origin.filtered_domain([("code", "=", code)])

    def _format_cents(self, cents):
        return self.env.ref("base.EUR").format(cents / 100)

    def _prepare_letter_values(self):
        letter = self._as_postage()
        return {
            **super()._prepare_letter_values(),
            "sheets": letter.sheets,
            "weight": float(letter.weight),
            "duplex": self.duplex,
            "paper": self.paper,
            "enclosures": self.enclosures,
            "thickness": self.thickness,
            "envelope": CODES[letter.packed.name],
        }
