from odoo import models
from odoo.exceptions import UserError


class InternetmarkeLetterDraft(models.AbstractModel):
    """A draft becomes a letter: it is franked with the product it was given."""

    _inherit = "internetmarke.letter.draft"

    def _frank(self):
        """Frank these letters from stock, in the caller's transaction.

        :return: the letters, in the order of these drafts. A draft gets an empty
            recordset when the stock has no stamp for it.
        :raise UserError: if one of them must not be franked.
        """
        wanted = [
            (draft._get_product(), draft._prepare_letter_values()) for draft in self
        ]
        return self.env["internetmarke.letter"]._frank(wanted)

    def _refused(self):
        """Return why franking would refuse this letter, False if it would not."""
        try:
            self._as_letter()._check_content()
            self._get_product()
        except UserError as error:
            return str(error)
        return False

    def _get_product(self):
        if not self.product_id:
            raise UserError(
                self.env._(
                    "No product fits this letter. Choose another service, or "
                    "send fewer sheets. No stamp was used."
                )
            )
        return self.product_id

    def _prepare_letter_values(self):
        """Return all that is known before the franking, as values of the letter."""
        return {
            **self._prepare_content_values(),
            **self._prepare_postage_values(),
            **self._medium_values(self.medium),
        }
