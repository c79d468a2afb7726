from odoo import models


class InternetmarkeDocumentMixin(models.AbstractModel):
    """What can be put into an envelope: it has a PDF and a recipient.

    Letters and drafts use documents through these methods only. So any model that
    can make a PDF can be franked when it inherits this. All documents in one
    envelope belong to one model.
    """

    _name = "internetmarke.document.mixin"
    _description = "Document That Goes by Post"

    def _internetmarke_sorted(self):
        """Return the documents as they lie in the envelope, the first one on top."""
        return self.sorted(lambda document: document._internetmarke_place())

    def _internetmarke_place(self):
        """Return a key (tuple) that sorts documents of this kind by their number.

        No record has a key that sorts before all others.
        """
        return (self.id or 0,)

    def _internetmarke_recipient(self):
        """Return a key: documents with the same key may go into one envelope.

        :return: their company, and the key of the addressee from ``res.partner``.
        """
        self.ensure_one()
        return self.company_id, self.partner_id._internetmarke_recipient()

    def _internetmarke_letter_domain(self):
        """Return the letters that keep these from being franked once more."""
        raise NotImplementedError

    def _internetmarke_printed_addresses(self, partner):
        """Return the forms in which these may print the address: lists of lines."""
        return [
            partner._internetmarke_printed_lines(),
            partner._internetmarke_address_lines(),
        ]

    def _internetmarke_check(self):
        """Raise an error in plain words unless these can be franked now."""
        self.check_access("write")

    def _internetmarke_make_documents(self):
        """Make and store the PDFs that these documents lack, in one go.

        :raise UserError: if one of them cannot be made.
        """

    def _internetmarke_document(self):
        """Return the PDF (bytes) of one document, made and stored first if missing."""
        raise NotImplementedError

    def _internetmarke_unmade(self):
        """Return those of these documents whose PDF is not stored."""
        raise NotImplementedError

    def _internetmarke_render_shown(self):
        """Render what ``_internetmarke_shown_document`` will ask for, in one go.

        What is rendered is kept for ``_internetmarke_make_documents``.
        """

    def _internetmarke_shown_document(self):
        """Return the PDF (bytes) of one document to look at; nothing is stored.

        What has to be rendered for it is rendered once in a transaction.
        """
        raise NotImplementedError

    def _internetmarke_title(self):
        """Return the name of one document on the cover sheet (context's language)."""
        self.ensure_one()
        return self.display_name

    def _internetmarke_window_title(self):
        """Return the title of the window that franks these documents."""
        return self.env._(
            "Frank %(documents)s", documents=", ".join(self.mapped("name"))
        )

    def _internetmarke_open(self):
        """Return the action that shows one document's record."""
        return self.get_formview_action()

    def _internetmarke_set_letter(self, letter):
        """Remember the letter of these documents, or that they have none any more.

        Two people who frank one document at once both write its row. Odoo repeats the
        second request, which then finds the document franked.
        """

    def _internetmarke_mark_sent(self):
        """Mark these as sent, because their letter was printed."""

    def _internetmarke_unmark_sent(self):
        """Undo ``_internetmarke_mark_sent``, because the franking was removed."""

    def _internetmarke_note(self, body):
        """Write a line about their letter into the chatter of each document.

        :param body: the line for all of them, or ``{id: line}``.
        """
        bodies = body if isinstance(body, dict) else dict.fromkeys(self.ids, body)
        self._message_log_batch(bodies=bodies)
