from dataclasses import astuple
from hashlib import sha256

from odoo import fields, models

from ...printing import Box, remember_stamp


class InternetmarkeStamp(models.Model):
    """Where a stamp is on its page, so that the page is read once: when it was bought.

    That holds for the document that was read then and for no other one.
    """

    _inherit = "internetmarke.stamp"

    place = fields.Json(
        string="Place on Its Page",
        readonly=True,
        copy=False,
        groups="base.group_system",
    )

    def _prepare_places(self, document, pages):
        """Return the values of ``place`` for a document (bytes) and its stamp pages.

        :return: ``{voucher_id: value}``, without stamps whose ID was not read.
        """
        digest = _digest(document)
        return {
            page.voucher_id: {
                "digest": digest,
                "page": page.page,
                "box": astuple(page.box),
                "turned": page.turned,
            }
            for page in pages
            if page.voucher_id and page.is_read
        }

    def _remember_places(self, document, reader):
        """Tell an open document (bytes, reader) where these stamps are.

        A stamp is left out when another document or page was read for it, or none. Then
        the page is searched for its ID.
        """
        digest = _digest(document)
        for stamp in self:
            place = stamp.place
            read = place and (place["digest"], place.get("page"))
            if read == (digest, stamp.page) and stamp.shows_id:
                box, turned = Box(*place["box"]), place["turned"]
                remember_stamp(reader, stamp.page, stamp.voucher_id, box, turned)


def _digest(document):
    return sha256(document).hexdigest()
