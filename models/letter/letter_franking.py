from odoo import api, fields, models
from odoo.exceptions import AccessError, ConcurrencyError, UserError
from odoo.tools import SQL

from ..core.plain_context import plain


class InternetmarkeLetter(models.Model):
    """Franking puts stamps of the stock on letters, in the caller's transaction.

    Before that, a letter exists in memory only (``new``). So it can be checked and
    looked at while no stamp is used yet.
    """

    _inherit = "internetmarke.letter"

    @api.model
    def _find_confirmed(self, token):
        """Return the letter that was made for this confirmation, if there is one.

        Requests with the same token wait for each other from here on, until the end of
        each one's transaction.

        :raise ConcurrencyError: if the letter is younger than this transaction. Odoo
            then repeats the request, which finds the letter.
        """
        self.env.cr.execute(
            SQL(
                "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))",
                f"{self._name} {token}",
            )
        )
        known = [("confirmation_token", "=", token)]
        letter = self.sudo().search(known, limit=1)
        if not letter:
            with self.env.registry.cursor() as cr:
                if self.with_env(self.env(cr=cr, su=True)).search_count(known, limit=1):
                    raise ConcurrencyError("This letter has just been franked")
        return letter.with_env(self.env)

    @api.model
    def _frank(self, wanted):
        """Put the oldest fitting stamps of the stock on letters.

        Everything happens in the caller's transaction. The Post is not asked.

        :param wanted: list of ``(product, values)``. The values of a letter are its
            company, recipient, content, how it is printed, and the token of a person's
            confirmation if there is one.
        :return: list of letters; an empty recordset where the stock has no stamp.
        :raise UserError: if one of them must not be franked or cannot be printed.
        """
        drafts = self.union(
            *(self.sudo().new(values).with_env(self.env) for _product, values in wanted)
        )
        drafts._check_content()
        stamps = self._take_stamps(drafts, [product for product, _values in wanted])
        franked = [number for number, stamp in enumerate(stamps) if stamp]
        names = self._next_names(
            [wanted[number][1]["company_id"] for number in franked]
        )
        letters = plain(self.sudo()).create(
            [
                self._prepare_franked(wanted[number][1], stamps[number], name)
                for number, name in zip(franked, names, strict=True)
            ]
        )
        # A letter that cannot be printed would waste a stamp.
        letters._compose_pile()
        letters = letters.with_env(self.env)
        letters._note_franking()
        found = dict(zip(franked, letters, strict=True))
        return [found.get(number, self.browse()) for number in range(len(wanted))]

    @api.model
    def _take_stamps(self, drafts, products):
        """Return a stamp for each letter, an empty recordset if the stock has none."""
        companies = [draft.company_id._origin for draft in drafts]
        kinds = list(zip(companies, products, strict=True))
        stock = self.env["internetmarke.stamp"]
        taken = {kind: list(stock._take(*kind, kinds.count(kind))) for kind in {*kinds}}
        return [taken[kind].pop(0) if taken[kind] else stock for kind in kinds]

    @api.model
    def _next_names(self, companies):
        """Return a name for each letter to be: list of str.

        :param companies: the ID of each one's company.
        """
        sequences = self.env["ir.sequence"].sudo()
        # One look-up for each company. ``next_by_code`` would search for each name.
        found = {
            company: sequences.search(
                [
                    ("code", "=", "internetmarke.letter"),
                    ("company_id", "in", (company, False)),
                ],
                order="company_id",
                limit=1,
            )
            for company in {*companies}
        }
        return [found[company].next_by_id() for company in companies]

    @api.model
    def _prepare_franked(self, values, stamp, name):
        return {
            **values,
            "name": name,
            "stamp_id": stamp.id,
            "price": stamp.price,
            "franked_by_id": self.env.uid,
            "franked_on": fields.Datetime.now(),
        }

    def _note_franking(self):
        """Tell the documents of these letters that they are franked now."""
        for letter in self:
            letter._documents()._internetmarke_set_letter(letter)
        self._note_on_documents(
            lambda letter, document: letter._franking_note(
                letter._documents() - document
            )
        )

    def _note_on_documents(self, tell):
        """Write a line into the chatter of each document of these letters.

        :param tell: function that returns the line for a letter and its document.
        """
        notes = {}
        for letter in self:
            for document in letter._documents():
                note = tell(letter, document)
                notes.setdefault(document._name, {})[document.id] = note
        for name, bodies in notes.items():
            self.env[name].browse(bodies)._internetmarke_note(bodies)

    def _franking_note(self, others):
        """Return the line for a document's chatter.

        :param others: the other documents in the same envelope.
        """
        values = {
            "product": self.product_id.name,
            "stamp": self.stamp_id.display_name,
            "letter": self.name,
        }
        if others:
            return self.env._(
                "Franked with %(product)s, stamp %(stamp)s (letter %(letter)s), in one "
                "envelope with %(others)s.",
                others=", ".join(others.mapped("display_name")),
                **values,
            )
        return self.env._(
            "Franked with %(product)s, stamp %(stamp)s (letter %(letter)s).", **values
        )

    def _check_content(self):
        """Raise unless the user may frank these letters, and each needs a franking.

        They may exist in memory only.
        """
        self._check_may_frank()
        companies = self.company_id._origin
        if companies - self.env.companies:
            raise AccessError(
                self.env._(
                    "You can frank only for companies that you have selected. No stamp "
                    "was used. Select the company at the top right first."
                )
            )
        for company in companies:
            company._internetmarke_check_enabled()
        if not all(letter._has_content() for letter in self):
            raise UserError(
                self.env._(
                    "This letter has no document. No stamp was used. Choose a document."
                )
            )
        # A run may have letters with invoices beside those with other documents.
        for documents in filter(
            None, (self.move_ids._origin, self.document_ids._origin)
        ):
            documents._internetmarke_check()
            self._check_not_franked(documents)
        for letter in self:
            letter._check_one_recipient(letter._documents())
        for partner in self.partner_id._origin:
            partner._internetmarke_check_address()

    def _has_content(self):
        """Tell whether the letter has a document at all."""
        return bool(self._documents())

    def _check_one_recipient(self, documents):
        """Raise a UserError unless all documents go where the letter goes."""
        recipient = self.partner_id._origin._internetmarke_recipient()
        wanted = self.company_id._origin, recipient
        strays = documents.filtered(
            lambda document: document._internetmarke_recipient() != wanted
        )
        if strays:
            raise UserError(
                self.env._(
                    "%(invoices)s has another recipient or address than this letter. "
                    "No stamp was used. Untick it.",
                    invoices=", ".join(strays.mapped("display_name")),
                )
            )

    def _check_not_franked(self, documents):
        """Raise a UserError if one of the documents is in a letter already.

        The journal counts, not the reference on the document. A letter that came back
        does not count: its stamp is used up, and its documents need another one.
        """
        if not documents:
            return
        domain = documents._internetmarke_letter_domain()
        if letter := self.sudo().search(domain, limit=1):
            franked = letter._documents().mapped("name")
            raise UserError(
                self.env._(
                    "%(invoice)s is franked already. Remove the franking first if you "
                    "want another one.",
                    invoice=", ".join(
                        name for name in documents.mapped("name") if name in franked
                    ),
                )
            )
