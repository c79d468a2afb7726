from odoo import http
from odoo.http import request


class Manual(http.Controller):
    @http.route("/internetmarke/manual", type="http", auth="user", readonly=True)
    def manual(self):
        """Lead to the manual in the user's language; a place in it stays in the URL."""
        language = "de" if (request.env.user.lang or "").startswith("de") else "en"
        return request.redirect(f"/internetmarke/static/doc/manual_{language}.html")
