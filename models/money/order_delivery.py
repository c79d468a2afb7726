import base64
import logging

from dateutil.relativedelta import relativedelta

from odoo import models

from ... import api as post
from ...printing import PrintingError, normalise, page_count, read_stamps
from ..core.clock import post_day
from ..wording.delivery import explain_missing_document
from ..wording.waiting import explain_pause_of_document

_logger = logging.getLogger(__name__)

VALID_YEARS = 3
# Problems of a page that shows several stamps.
SHARED_PAGE = ("several_voucher_ids", "several_stamps")


def valid_until(day):
    """Return the last day on which a stamp bought on ``day`` is surely valid.

    The Post's texts name three rules: three years from the purchase, the end of the
    third year, and "more than three years". The first one is the strictest. It counts.
    """
    return day + relativedelta(years=VALID_YEARS)


class InternetmarkeOrder(models.Model):
    """The delivery of a paid order: its document, and which stamp is on which page.

    The order of the Post's list of vouchers proves nothing. A stamp is known by the
    Frankier-ID on its page. A stamp whose page is not certain stays out of stock
    until a person compares the pages. Odoo never guesses.
    """

    _inherit = "internetmarke.order"

    def _fetch(self, bought):
        """Download what was paid: first the stamps, then the receipt.

        :param bought: the order as the Post knows it, with fresh links.
        """
        client = self._same_account_client()
        self._fetch_stamps(client, bought.link)
        self._fetch_manifest(client)

    def _note_vouchers(self, bought):
        """Store IDs that an earlier answer left out, so that they can be returned."""
        with self._own_transaction(lock=True) as order:
            known = order._spellings()
            more = [
                [voucher.voucher_id, voucher.track_id]
                for voucher in bought.vouchers
                if normalise(voucher.voucher_id) not in known
            ]
            if more:
                order.vouchers = [*(order.vouchers or ()), *more]

    def _spellings(self):
        """Return the IDs in the Post's spelling: ``{normalised: spelling}``."""
        return {normalise(found): found for found, _track_id in self.vouchers or ()}

    def _fetch_stamps(self, client, link):
        """Download the document and put the stamps into stock."""
        with self._own_transaction() as order:
            wanted, expected = list(order._spellings().values()), order._expected()
        try:
            document = client.document(link)
            pages = read_stamps(document, wanted, expected)
        except (post.InternetmarkeError, PrintingError) as error:
            with self._own_transaction(lock=True) as order:
                _logger.warning("%s: no document yet: %s", order.name, error)
                if order.state != "paid":
                    return
                if isinstance(error, post.TooManyRequests):
                    order.problem = explain_pause_of_document(self.env, error)
                elif not order.document:
                    # If there is an earlier document, a person can go on with that.
                    order.problem = explain_missing_document(self.env, error)
            return
        with self._own_transaction(lock=True) as order:
            if order.state == "paid":
                order._store_document(document, pages)

    def _fetch_manifest(self, client):
        """Download the stamp list. The Post names its link at the payment only."""
        with self._own_transaction() as order:
            link, name = order.manifest_link, order.name
        if not link:
            return
        try:
            manifest = client.document(link)
            page_count(manifest)
        except (post.InternetmarkeError, PrintingError) as error:
            _logger.warning("%s: no stamp list yet: %s", name, error)
            return
        with self._own_transaction(lock=True) as order:
            order.write(
                {"manifest": base64.b64encode(manifest), "manifest_link": False}
            )

    def _expected(self):
        """Return product and price (cents) of each position, in the order of pages."""
        return [
            (line.product_id.id, round(line.price_unit * 100))
            for line in self._pages().values()
        ]

    def _store_document(self, document, pages):
        """Put every stamp into stock whose page is certain."""
        numbers = {page.voucher_id: page.page for page in pages if page.voucher_id}
        in_use = self.stamp_ids.filtered("page")
        if any(
            not stamp.shows_id or stamp.voucher_id not in numbers for stamp in in_use
        ):
            # Stamps in use are printed from the document that is stored already.
            _logger.warning("%s: a worse document came, kept out", self.name)
            return
        self.document = base64.b64encode(document)
        self.shared_pages = [page.page for page in pages if page.problem in SHARED_PAGE]
        places = self.stamp_ids._prepare_places(document, pages)
        for stamp in in_use:
            voucher_id = stamp.voucher_id
            stamp.write({"page": numbers[voucher_id], "place": places.get(voucher_id)})
        wanted, lines = self._unclear_ids(), self._pages()
        for page in pages:
            if page.voucher_id in wanted:
                self._put_into_stock(
                    page.voucher_id,
                    lines[page.position],
                    page.page,
                    shows_id=page.is_read,
                    place=places.get(page.voucher_id),
                )
        self._note_document_check(pages)
        self._conclude_delivery()

    def _put_into_stock(self, voucher_id, line, page, shows_id=True, place=None):
        """Create the stamp of this ID (normalised), bought with this line."""
        values = {
            **self._stamp_values(voucher_id, line),
            "page": page,
            "shows_id": shows_id,
            "place": place,
            "state": "stock",
        }
        known = self.stamp_ids.filtered(lambda stamp: stamp.voucher_id == voucher_id)
        if known:
            known.write(values)
        else:
            self.env["internetmarke.stamp"].create(values)

    def _stamp_values(self, voucher_id, line):
        tracks = {normalise(found): track_id for found, track_id in self.vouchers}
        return {
            "order_id": self.id,
            "company_id": self.company_id.id,
            "product_id": line.product_id.id,
            "price": line.price_unit,
            "voucher_id": voucher_id,
            "track_id": tracks[voucher_id],
            "bought_on": self.bought_on,
            "valid_until": valid_until(self._bought_day()),
        }

    def _bought_day(self):
        """Return the day of the purchase, on which the validity begins.

        The day is that of the Post's time zone. Around midnight it may be unclear on
        which day the Post booked. Then the earlier day counts, so that no stamp is used
        when it is no longer valid.
        """
        return min(post_day(self.requested_on), post_day(self.bought_on))
