import base64
import logging
from datetime import date

import pytz

from odoo import models

from ... import api as post
from ...printing import PrintingError, page_count, read_stamps
from ..wording.answers import explain_unmatched
from ..wording.waiting import explain_pause_of_document

_logger = logging.getLogger(__name__)

# The year of a purchase, which the validity counts from, is the Post's.
POST_TIMEZONE = pytz.timezone("Europe/Berlin")
VALID_YEARS = 3


def valid_until(year):
    """Return the last day of stamps bought in ``year``: the end of the third after."""
    return date(year + VALID_YEARS, 12, 31)


class InternetmarkeOrder(models.Model):
    """The delivery of a paid order: its document, and which stamp is on which page.

    The order of the Post's list of vouchers says nothing. A stamp is known by the
    Frankier-ID that is read from its page; what cannot be told apart for sure stays
    out of stock, with a message, and is never guessed.
    """

    _inherit = "internetmarke.order"

    def _fetch(self, bought):
        """Download what was paid: first the stamps, then the receipt.

        :param bought: the order as the Post knows it, with fresh links.
        """
        client = self._same_account_client()
        self._fetch_stamps(client, bought.link)
        self._fetch_manifest(client)

    def _fetch_stamps(self, client, link):
        """Download the document and put the stamps into stock."""
        try:
            document = client.document(link)
            pages = read_stamps(document)
        except (post.InternetmarkeError, PrintingError) as error:
            with self._own_transaction(lock=True) as order:
                _logger.warning("%s: no document yet: %s", order.name, error)
                if order.state != "paid":
                    return
                if isinstance(error, post.TooManyRequests):
                    order.problem = explain_pause_of_document(self.env, error)
                else:
                    order.problem = order._explain_no_document(self.env)
            return
        with self._own_transaction(lock=True) as order:
            if order.state == "paid":
                order._store_document(document, pages, self.env)

    def _fetch_manifest(self, client):
        """Download the posting receipt; the Post names its link only when paying."""
        with self._own_transaction() as order:
            link, name = order.manifest_link, order.name
        if not link:
            return
        try:
            manifest = client.document(link)
            page_count(manifest)
        except (post.InternetmarkeError, PrintingError) as error:
            _logger.warning("%s: no posting receipt yet: %s", name, error)
            return
        with self._own_transaction(lock=True) as order:
            order.write(
                {"manifest": base64.b64encode(manifest), "manifest_link": False}
            )

    def _explain_no_document(self, person_env):
        return person_env._(
            "The stamps are paid, but the Post's document could not be read yet. "
            "Nothing is lost and nothing must be bought again: Odoo fetches it again "
            "by itself. You can also press Resolve."
        )

    def _store_document(self, document, pages, person_env):
        """Put every stamp whose page can be told apart for sure into stock."""
        lines = self._pages()
        place = {page.voucher_id: page.page for page in pages if page.voucher_id}
        if any(stamp.voucher_id not in place for stamp in self.stamp_ids):
            # Stamps in use are printed from the document that is there.
            _logger.warning("%s: a worse document came, kept out", self.name)
            return
        self.document = base64.b64encode(document)
        for stamp in self.stamp_ids:
            stamp.page = place[stamp.voucher_id]
        wanted = dict(self.vouchers)
        for known in self._stamps_known(wanted):
            wanted.pop(known)
        values = []
        if len(pages) == len(lines):
            for page in pages:
                line = lines[page.page]
                if page.voucher_id in wanted and self._shows(page, line):
                    track_id = wanted.pop(page.voucher_id)
                    values.append(self._stamp_values(page, line, track_id))
        self.env["internetmarke.stamp"].create(values)
        missing = len(lines) - len(self.stamp_ids)
        if missing:
            self.problem = explain_unmatched(person_env, missing)
            _logger.warning("%s: %s stamps not matched", self.name, missing)
        else:
            self.write({"state": "done", "problem": False})
            _logger.info("%s: done", self.name)

    def _stamps_known(self, voucher_ids):
        """Return the IDs that Odoo has already, from whichever order."""
        stamps = self.env["internetmarke.stamp"].search(
            [
                ("voucher_id", "in", list(voucher_ids)),
                ("environment", "=", self.environment),
            ]
        )
        return stamps.mapped("voucher_id")

    def _shows(self, page, line):
        """Tell whether a page shows the product that was ordered for it.

        Pages come in the order of the positions; the price on the page confirms it.
        """
        if page.price is None:
            return len(self.line_ids) == 1
        return page.price == round(line.price_unit * 100)

    def _stamp_values(self, page, line, track_id):
        # Around New Year it may not be known on which side the Post booked: then the
        # earlier year counts, so that no stamp is used when it is no longer valid.
        years = [
            pytz.utc.localize(moment).astimezone(POST_TIMEZONE).year
            for moment in (self.requested_on, self.bought_on)
        ]
        return {
            "order_id": self.id,
            "company_id": self.company_id.id,
            "product_id": line.product_id.id,
            "price": line.price_unit,
            "voucher_id": page.voucher_id,
            "track_id": track_id,
            "page": page.page,
            "bought_on": self.bought_on,
            "valid_until": valid_until(min(years)),
        }
