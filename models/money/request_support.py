import re

from odoo import fields, models

from ..core.clock import utc_text

# A problem code of the Post, as in walletBalanceNotEnough or ERR_1000. Whatever else
# stands in its place is not kept: nobody knows what it may hold.
CODE = re.compile(r"[a-z]{2,20}(?:[A-Z][a-z]{1,20}){1,6}|ERR_\d{1,5}")
TIMES = ("create_date", "requested_on", "claimed_on", "wait_until", "taken_up_on")


class InternetmarkeRequest(models.AbstractModel):
    """What the maintainers need to know of a request; res_company_support.py tells
    of the installation."""

    _inherit = "internetmarke.request"

    post_answer = fields.Char(
        string="Last Error of the Post",
        readonly=True,
        copy=False,
        groups="base.group_system",
        help="Kind of error, status and problem code, without the Post's own words.",
    )
    support_details = fields.Text(compute="_compute_support_details", compute_sudo=True)

    def _compute_support_details(self):
        for request in self:
            request.support_details = (
                request.company_id._internetmarke_support_details(
                    request._support_facts()
                )
                if request.id
                else ""
            )

    def action_support(self):
        """Show the details to copy."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Details for Support"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "view_id": self._support_view().id,
            "target": "new",
        }

    def _support_view(self):
        name = self._name.replace(".", "_")
        return self.env.ref(f"internetmarke.{name}_view_support")

    def _note_answer(self, error):
        """Keep what kind of error the Post last answered with.

        :param error: an ``InternetmarkeError``.
        """
        code = error.title if CODE.fullmatch(error.title or "") else ""
        parts = (type(error).__name__, str(error.status or "no answer"), code)
        self.post_answer = " ".join(filter(None, parts))

    def _support_facts(self):
        """Yield pairs of name and value. Nothing in them may be a person's or a key."""
        yield "record", f"{self._name} {self.name}"
        yield "state", self.state
        yield "mode of the record", self.environment
        yield "attempts", self.attempt
        yield "last error of the Post", self.post_answer or "none"
        own = self.account == self.company_id._internetmarke_account()
        yield "same Portokasse", "yes" if own else "no"
        for name in TIMES:
            yield name.replace("_", " "), utc_text(self[name])


class InternetmarkeOrder(models.Model):
    _inherit = "internetmarke.order"

    def _support_facts(self):
        # EXTENDS 'internetmarke.request'
        yield from super()._support_facts()
        for line in self.line_ids:
            product = line.product_id.code
            yield "bought", f"{line.quantity} of {product} at {line.price_unit:.2f}"
        yield "stamps", _states(self.stamp_ids)
        yield "settle by hand", "yes" if self.settle_by_hand else "no"
        yield "document", "there" if self.document else "missing"


class InternetmarkeCharge(models.Model):
    _inherit = "internetmarke.charge"

    def _support_facts(self):
        # EXTENDS 'internetmarke.request'
        yield from super()._support_facts()
        yield "amount", f"{self.amount:.2f}"
        yield "settle by hand", "yes" if self.settle_by_hand else "no"
        yield "balance known", "yes" if self.balance_known else "no"


class InternetmarkeRetoure(models.Model):
    _inherit = "internetmarke.retoure"

    def _support_facts(self):
        # EXTENDS 'internetmarke.request'
        yield from super()._support_facts()
        yield "stamps", _states(self.stamp_ids)
        yield "not decided", self.open_count


def _states(stamps):
    states = stamps.grouped("state")
    return ", ".join(f"{state} {len(some)}" for state, some in states.items()) or "none"
