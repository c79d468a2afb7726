import logging

from odoo import api, models

from ... import api as post

_logger = logging.getLogger(__name__)

# Format 216 of the Post's catalogue is one label of 66 x 38 mm with 2 mm margins:
# the smallest that holds every stamp (up to 62 x 32.5 mm), one stamp on each page.
PAGE_FORMAT_ID = 216
PARAMETER = "internetmarke.page_format_id"


class InternetmarkeOrder(models.Model):
    """The paper that the Post draws stamps on, one stamp a page.

    The Post decides which formats there are. When it refuses the format that Odoo
    asks for, nothing is bought. Another format of its catalogue is used next time.
    """

    _inherit = "internetmarke.order"

    @api.model
    def _page_format_id(self):
        chosen = self.env["ir.config_parameter"].sudo().get_param(PARAMETER, "")
        return int(chosen) if chosen.isdecimal() else PAGE_FORMAT_ID

    @api.model
    def _is_page_format_lost(self, error):
        """Tell whether the Post refused a purchase because of its paper."""
        return (
            isinstance(error, post.Refused)
            and error.title.lower() == "invalidpageformat"
        )

    def _after_lost_page_format(self, client):
        """Choose another format for the next purchase, and return what happened."""
        with self._own_transaction() as order:
            lost = order._page_format_id()
        try:
            chosen = post.single_stamp_format(client.page_formats(), besides=lost)
        except post.InternetmarkeError as error:
            _logger.warning("%s: page formats not read: %s", self.name, error)
            chosen = None
        with self._own_transaction(lock=True) as order:
            if chosen:
                param = order.env["ir.config_parameter"].set_param
                param(PARAMETER, str(chosen.id))
                _logger.info("Stamps are asked for on page format %s", chosen.id)
                order.problem = self.env._(
                    "The Post no longer offers the label size that Odoo asked for. You "
                    "were not charged. Odoo has chosen another one: buy again."
                )
            else:
                order.problem = self.env._(
                    "The Post no longer offers the label size that Odoo asked for, and "
                    "no other could be found. You were not charged. Try again later; "
                    "an administrator can also enter one of its page formats as the "
                    "system parameter %(parameter)s.",
                    parameter=PARAMETER,
                )
