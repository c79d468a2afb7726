from odoo import fields, models

from ..core.clock import post_day
from ..core.rights import JOURNAL_READERS


class InternetmarkeRequest(models.AbstractModel):
    """What the books need of a request. They come afterwards."""

    _inherit = "internetmarke.request"

    def _on_money_moved(self):
        # EXTENDS 'internetmarke.request': the job books later, in its own transaction
        res = super()._on_money_moved()
        job = self.env.ref("internetmarke.ir_cron_book", raise_if_not_found=False)
        if job and self.company_id.internetmarke_books:
            job.sudo()._trigger()
        return res

    def _books_day(self):
        """Return the day (in Germany) on which the Post booked this."""
        raise NotImplementedError

    def _books_parts(self):
        """Return what this has moved in the Portokasse, in cents, by tax.

        :return: ``{key: [gross, tax]}``; money that came in is positive. The key is the
            ID of a tax, "0" for what is exempt, or "rest" for a credit that is not the
            price of stamps.
        """
        raise NotImplementedError

    def action_view_entries(self):
        self.ensure_one()
        self.check_access("read")
        return self.entry_ids._get_records_action(
            name=self.env._("Entries of the Portokasse")
        )


class InternetmarkeCharge(models.Model):
    _inherit = "internetmarke.charge"

    entry_ids = fields.One2many(
        "internetmarke.entry", "charge_id", readonly=True, groups=JOURNAL_READERS
    )

    def _books_day(self):
        return post_day(self.sudo().claimed_on or self.requested_on)

    def _books_parts(self):
        return {"0": [self._cents(), 0]} if self.state == "done" else {}


class InternetmarkeOrder(models.Model):
    _inherit = "internetmarke.order"

    entry_ids = fields.One2many(
        "internetmarke.entry", "order_id", readonly=True, groups=JOURNAL_READERS
    )

    def _books_day(self):
        return self._bought_day()

    def _books_parts(self):
        if self.state not in ("paid", "done"):
            return {}
        return _parts((line, -line.quantity) for line in self.line_ids)


class InternetmarkeRetoure(models.Model):
    _inherit = "internetmarke.retoure"

    entry_ids = fields.One2many(
        "internetmarke.entry", "retoure_id", readonly=True, groups=JOURNAL_READERS
    )

    def _books_day(self):
        decided = filter(None, self.stamp_ids.mapped("refunded_on"))
        latest = max(decided, default=self.closed_on)
        return post_day(latest or fields.Datetime.now())

    def _books_parts(self):
        if self.state in ("draft", "requested", "failed"):
            return {}
        lines = {line.product_id: line for line in self.order_id.line_ids}
        refunded = self.stamp_ids.filtered(lambda stamp: stamp.state == "refunded")
        parts = _parts((lines[stamp.product_id], 1) for stamp in refunded)
        credited = round(self.amount_refunded * 100)
        if rest := credited - sum(gross for gross, _tax in parts.values()):
            parts["rest"] = [rest, 0]
        return parts


def _parts(counted):
    """Return the parts of ``(order line, number of stamps)``, see ``_books_parts``."""
    parts = {}
    for line, count in counted:
        part = parts.setdefault(str(line.purchase_tax_id.id or 0), [0, 0])
        part[0] += count * round(line.price_unit * 100)
        part[1] += count * round(line.tax_unit * 100)
    return parts
