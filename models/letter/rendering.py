from datetime import timedelta
from hashlib import sha256

from odoo import api, fields, models
from odoo.tools import SQL

# With this in the context, reports keep the PDFs that are made (``KEEP``) or take those
# that were kept (``TAKE``).
RENDERING = "internetmarke_rendering"
KEEP = {RENDERING: "keep"}
TAKE = {RENDERING: "take"}
KEPT_FOR = timedelta(hours=1)


class InternetmarkeRendering(models.TransientModel):
    """A PDF that wkhtmltopdf has made of a report a moment ago.

    The window "Frank" looks into an invoice's PDF while nothing is stored. When the
    letter is franked, the same PDF is needed again, and making it takes seconds. It is
    found by a digest of all that it is made of, so a changed invoice gets another one.
    """

    _name = "internetmarke.rendering"
    _description = "PDF of a Report, Made a Moment Ago"

    digest = fields.Char(required=True, readonly=True, index=True)
    pdf = fields.Binary(attachment=False, required=True, readonly=True)

    @api.model
    def _kept(self, render, *parts):
        """Return what ``render()`` returns, or has returned for the same parts.

        Whoever needs the same at the same time waits, so it is made once. It is kept
        in a transaction of its own, whatever becomes of the caller's.

        :param render: a function that returns a PDF (base64).
        :param parts: all that the PDF is made of.
        """
        digest = sha256("\0".join(map(str, parts)).encode()).hexdigest()
        self.env.cr.execute(
            SQL(
                "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))",
                f"{self._name} {digest}",
            )
        )
        # This transaction may be older than what the other one has kept.
        with self.env.registry.cursor() as cr:
            kept = self.with_env(self.env(cr=cr, su=True))._find(digest)
            pdf = kept.with_context(bin_size=False).pdf
        if pdf:
            return pdf
        pdf = render()
        if self.env.context[RENDERING] == "keep":
            with self.env.registry.cursor() as cr:
                keeper = self.with_env(self.env(cr=cr, su=True))
                keeper.create({"digest": digest, "pdf": pdf})
        return pdf

    def _find(self, digest):
        since = fields.Datetime.now() - KEPT_FOR
        domain = [("digest", "=", digest), ("create_date", ">", since)]
        return self.search(domain, limit=1)
