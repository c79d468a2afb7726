from odoo import models


class InternetmarkeDocumentMixin(models.AbstractModel):
    """What can be put into an envelope: its PDF, its recipient, what is noted on it.

    The letter and whoever prepares one know documents by these methods only, so that
    anything that becomes a PDF can be franked. Documents that lie in one envelope are
    of one model.
    """

    _name = "internetmarke.document.mixin"
    _description = "Document That Goes by Post"

    def _internetmarke_sorted(self):
        """Return the documents as they lie in the envelope, the first one on top."""
        return self.sorted("id")

    def _internetmarke_recipient(self):
        """Return what documents have in common that may go into one envelope.

        :return: their company, and what ``res.partner`` says of the addressee.
        """
        self.ensure_one()
        return self.company_id, self.partner_id._internetmarke_recipient()

    def _internetmarke_check(self):
        """Raise an error that a person can read unless these can be franked now."""
        self.check_access("write")

    def _internetmarke_make_documents(self):
        """Make and store the PDFs that these documents lack, in one go.

        :raise UserError: if one of them cannot be made.
        """

    def _internetmarke_document(self):
        """Return the PDF (bytes) of one document, made and stored first if missing."""
        raise NotImplementedError

    def _internetmarke_render_shown(self):
        """Render what ``_internetmarke_shown_document`` will ask for, in one go."""

    def _internetmarke_shown_document(self):
        """Return the PDF (bytes) of one document to look at; nothing is stored.

        What has to be rendered for it is rendered once in a transaction.
        """
        raise NotImplementedError

    def _internetmarke_title(self):
        """Return what a cover sheet calls one document, in the context's language."""
        self.ensure_one()
        return self.display_name

    def _internetmarke_set_letter(self, letter):
        """Remember the letter that these are franked with now, or that there is none.

        Two people who frank one document at once both write its row: the second
        request is repeated by Odoo and then finds the document franked.
        """

    def _internetmarke_mark_sent(self):
        """Remember that these were sent, since their letter was printed."""

    def _internetmarke_unmark_sent(self):
        """Take that back, since the franking was removed."""

    def _internetmarke_note(self, body):
        """Tell in the chatter of each document what became of its letter."""
        self._message_log_batch(bodies=dict.fromkeys(self.ids, body))
