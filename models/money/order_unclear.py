import logging
from hashlib import sha256

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...printing import (
    PrintingError,
    UnreadablePdf,
    grouped,
    measure_stamp,
    page_count,
)
from ..core.plain_context import plain
from ..wording.delivery import explain_unclear, explain_unnamed
from ..wording.printing import explain_printing

_logger = logging.getLogger(__name__)


class InternetmarkeOrder(models.Model):
    """Paid stamps of which nobody knows on which page they are.

    A person compares the pages with the IDs that are left, or returns the stamps to
    the Post by those IDs. So there is a way out for every paid stamp.
    """

    _inherit = "internetmarke.order"

    unclear_count = fields.Integer(
        string="Stamps Not Identified",
        compute="_compute_unclear_count",
        compute_sudo=True,
    )

    # Pages of the document that show several stamps.
    shared_pages = fields.Json(readonly=True, copy=False, groups="base.group_system")

    @api.depends("vouchers", "state", "stamp_ids.state", "stamp_ids.page")
    def _compute_unclear_count(self):
        for order in self:
            unclear = order._unclear_ids() if order.state == "paid" else ()
            order.unclear_count = len(unclear)

    def _unclear_ids(self):
        """Return the IDs (normalised) that belong to no usable or returned stamp."""
        ids = list(self._spellings())
        settled = self.env["internetmarke.stamp"].search(
            [
                ("voucher_id", "in", ids),
                ("environment", "=", self.environment),
                "|",
                ("order_id", "!=", self.id),
                ("state", "!=", "unclear"),
            ]
        )
        return [each for each in ids if each not in settled.mapped("voucher_id")]

    def _unclear_lines(self):
        """Return the order lines of the stamps without a page: list of lines."""
        left = list(self._pages().values())
        for stamp in self.stamp_ids.filtered(lambda stamp: stamp.state != "unclear"):
            bought = [line for line in left if line.product_id == stamp.product_id]
            if bought:
                left.remove(bought[0])
        return left

    def _unclear_stamps(self):
        """Return the stamps without a page, so that they can be returned to the Post.

        With several products it is unknown which stamp is which product. But all of
        them together are exactly the rest of the order.
        """
        lines = self._unclear_lines()
        for voucher_id, line in zip(self._unclear_ids(), lines, strict=False):
            values = {**self._stamp_values(voucher_id, line), "state": "unclear"}
            if voucher_id not in self.stamp_ids.mapped("voucher_id"):
                self.env["internetmarke.stamp"].create({**values, "page": 0})
        return self.stamp_ids.filtered(lambda stamp: stamp.state == "unclear")

    def _conclude_delivery(self):
        """Tell in this (locked) order whether all paid stamps can be used."""
        settled = self.stamp_ids.filtered(lambda stamp: stamp.state != "unclear")
        missing = len(self._pages()) - len(settled)
        if missing <= 0:
            self.write({"state": "done", "problem": False})
            _logger.info("%s: done", self.name)
        else:
            explain = explain_unclear if self._unclear_ids() else explain_unnamed
            self.write({"state": "paid", "problem": explain(self.env, missing)})
            _logger.warning("%s: %s stamps not matched", self.name, missing)

    def _unclear_pages(self):
        """Return the pages that belong to no stamp, or to several: their numbers."""
        taken = set(self.stamp_ids.mapped("page")) - set(self.shared_pages or ())
        count = page_count(self._document_bytes())
        return [page for page in range(1, count + 1) if page not in taken]

    def _document_digest(self):
        return sha256(self._document_bytes()).hexdigest()

    def _identify(self, page, voucher_id, line, digest):
        """Store which stamp a page shows, as a person says.

        :param digest: of the document that the person looked at.
        :raise UserError: if that page is not open any more, or cannot be printed.
        """
        order = plain(self.sudo())
        with order._as_busy():
            order.lock_for_update()
        order.invalidate_recordset()
        if (
            order.state != "paid"
            or order._document_digest() != digest
            or page not in order._unclear_pages()
            or voucher_id not in order._unclear_ids()
            or line not in order._unclear_lines()
        ):
            raise UserError(
                self.env._(
                    "This has been settled meanwhile. Nothing was changed. Close this "
                    "window and look at the purchase again."
                )
            )
        # One of several stamps is found by its ID. Else the person's eye is enough.
        shared = page in (order.shared_pages or ())
        try:
            document = order._document_bytes()
            if not measure_stamp(document, page, voucher_id if shared else None):
                raise UnreadablePdf("several_stamps", page)
        except PrintingError as error:
            raise UserError(explain_printing(self.env, error)) from error
        order._put_into_stock(voucher_id, line, page, shows_id=shared)
        order._conclude_delivery()
        order.message_post(
            body=self.env._(
                "Identified by hand: page %(page)s shows stamp %(stamp)s "
                "(%(product)s).",
                page=page,
                stamp=grouped(voucher_id),
                product=line.product_id.name,
            ),
            author_id=self.env.user.partner_id.id,
        )

    def action_refund_unclear(self):
        """Open the wizard that returns these stamps, by the IDs that the Post named."""
        self.ensure_one()
        self._check_may_buy()
        self.check_access("read")
        action = self.env["internetmarke.stamp"].action_refund()
        action["name"] = self.env._("Return Unusable Stamps")
        action["context"] = {"default_order_id": self.id}
        return action
