import base64
import io

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from odoo import models
from odoo.fields import Command

# Product code of the Post, and how many stamps.
STAMPS = {1: 12, 11: 4, 21: 2, 10001: 3}
LETTERS = [
    # Recipient, document, pages, what becomes of the letter.
    ("bakery", "Angebot Wartungsvertrag", 2, "came back"),
    ("lawyers", "Vollmacht", 1, "removed"),
    ("works", "Leistungsverzeichnis", 5, "printed"),
    ("coffee", "Lieferantenerklärung", 1, "printed"),
    ("bakery", "Zahlungserinnerung", 1, "franked"),
]
INVOICES = [("bakery", 240.0), ("lawyers", 1180.0), ("works", 349.0), ("coffee", 95.0)]


class InternetmarkeDemo(models.AbstractModel):
    """A small office with letters in every state, for a database with demo data.

    A job makes it after the installation, as a person would: stamps are bought in
    transactions of their own, which no installation can have. They come from the
    Post of demo mode, need no network and say MUSTER.
    """

    _name = "internetmarke.demo"
    _description = "Demo Office"

    def _cron_make_office(self):
        """Make the office, once."""
        self._commit(deactivate=True)
        company = self.env.ref("internetmarke.demo_company")
        office = self.with_user(self.env.ref("base.user_admin")).with_context(
            allowed_company_ids=company.ids
        )
        if not office.env["internetmarke.order"].search([], limit=1):
            office._make_run(company)
            office._buy()
            office._make_letters()
            office._return_stamp()

    def _commit(self, **options):
        self.env["ir.cron"].sudo()._commit_progress(**options)

    def _buy(self):
        products = self.env["internetmarke.product"]
        lines = [
            Command.create(
                {
                    "product_id": products.search([("code", "=", code)]).id,
                    "quantity": quantity,
                }
            )
            for code, quantity in STAMPS.items()
        ]
        wizard = self.env["internetmarke.buy"].create({"line_ids": lines})
        self._commit()
        wizard.action_buy()
        self._commit()
        self.env.invalidate_all()

    def _make_letters(self):
        for recipient, title, pages, fate in LETTERS:
            wizard = self.env["internetmarke.frank"].create(
                {
                    "partner_id": self._partner(recipient).id,
                    "document": base64.b64encode(_document(title, pages)),
                    "document_name": f"{title}.pdf",
                }
            )
            wizard.action_frank()
            letter = self.env["internetmarke.letter"].search([], limit=1)
            if fate != "franked":
                letter.action_print()
            if fate == "came back":
                self.env["internetmarke.undeliverable"].create(
                    {
                        "letter_ids": letter.ids,
                        "reason": "moved",
                        "next_step": "nothing",
                    }
                ).action_came_back()
                # So that others can be franked for the same contact.
                letter.partner_id.street = "Neuer Wall 7"
            elif fate == "removed":
                self.env["internetmarke.release"].create(
                    {"letter_ids": letter.ids, "reason": "Papierstau"}
                ).action_release()
            self._commit()

    def _return_stamp(self):
        """Give a stamp back to the Post."""
        stamp = self.env["internetmarke.stamp"].search(
            [("state", "=", "stock"), ("product_id.code", "=", 21)], limit=1
        )
        wizard = self.env["internetmarke.refund"].create({"stamp_ids": stamp.ids})
        self._commit()
        wizard.action_refund()
        self._commit()

    def _make_run(self, company):
        """Put posted invoices into a mailing run, which waits to be checked."""
        charts = self.env["account.chart.template"].sudo()
        german = self.env["ir.module.module"].sudo()._get("l10n_de")
        chart = "de_skr03" if german.state == "installed" else "generic_coa"
        charts.try_loading(chart, company.sudo(), install_demo=False)
        moves = self.env["account.move"].create(
            [
                {
                    "move_type": "out_invoice",
                    "partner_id": self._partner(recipient).id,
                    "invoice_line_ids": [
                        Command.create({"name": "Beratung", "price_unit": price})
                    ],
                }
                for recipient, price in INVOICES
            ]
        )
        moves.action_post()
        run = self.env["internetmarke.run"].create({"company_id": company.id})
        run._arrange(moves)
        self._commit()

    def _partner(self, name):
        return self.env.ref(f"internetmarke.demo_{name}")


def _document(title, pages):
    """Return a letter whose address field is free; the address is printed there."""
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=A4)
    for page in range(pages):
        canvas.setFont("Helvetica-Bold", 14)
        canvas.drawString(70, 500, title)
        canvas.setFont("Helvetica", 11)
        canvas.drawString(70, 470, f"Seite {page + 1} von {pages}")
        canvas.showPage()
    canvas.save()
    return file.getvalue()
