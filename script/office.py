"""Make a German office of the demo database (runs inside `odoo shell`).

A company with the chart of accounts SKR03 and the DIN 5008 layout, customers at home
and abroad, and posted invoices of one and of several pages.
"""

import base64
import io

from PIL import Image, ImageDraw, ImageFont

from odoo.fields import Command

CUSTOMERS = {
    "bakery": {
        "name": "Bäckerei Sonnenschein GmbH",
        "street": "Am Marktplatz 3",
        "zip": "20095",
        "city": "Hamburg",
        "country": "de",
    },
    "lawyers": {
        "name": "Dr. Weber & Partner Rechtsanwälte mbB",
        "street": "Königsallee 214",
        "street2": "Aufgang B, 4. Stock",
        "zip": "40212",
        "city": "Düsseldorf",
        "country": "de",
    },
    "works": {
        "name": "Müller Maschinenbau AG",
        "street": "Industriestraße 77",
        "zip": "70565",
        "city": "Stuttgart",
        "country": "de",
        "person": "Ursula Groß",
    },
    "coffee": {
        "name": "Kaffeehaus Ringstraße KG",
        "street": "Schottenring 18",
        "zip": "1010",
        "city": "Wien",
        "country": "at",
    },
    "studio": {
        "name": "Atelier Zürichberg AG",
        "street": "Hochstrasse 41",
        "zip": "8044",
        "city": "Zürich",
        "country": "ch",
    },
    "bakfiets": {
        "name": "Fietsenmaker De Wilgen B.V.",
        "street": "Lange Nieuwstraat 9",
        "zip": "3512 PA",
        "city": "Utrecht",
        "country": "nl",
    },
}
PRODUCTS = {
    "advice": ("Beratung", 120.0),
    "upkeep": ("Wartungspauschale", 349.0),
    "journey": ("Anfahrt", 45.0),
}
# Customer, and how many lines the invoice has: 90 lines fill several pages.
INVOICES = [
    ("bakery", 2),
    ("lawyers", 3),
    ("works", 90),
    ("coffee", 1),
    ("studio", 3),
    ("bakfiets", 2),
    ("bakery", 1),
]


def make_office(env):
    """Make the office; the database then holds everything but stamps."""
    company = env.company
    _make_company(env, company)
    customers = _make_customers(env)
    products = _make_products(env)
    for number, (customer, lines) in enumerate(INVOICES):
        _make_invoice(env, customers[customer], products, lines, number)
    env.user.write({"lang": "en_US", "tz": "Europe/Berlin"})


def _logo(name):
    """Return a letterhead: the name on white, as the base64 of a PNG."""
    image = Image.new("RGB", (900, 110), "white")
    draw = ImageDraw.Draw(image)
    draw.text((0, 30), name, fill="#1f3a5f", font=ImageFont.load_default(40))
    draw.line((0, 98, 900, 98), fill="#f2b600", width=5)
    file = io.BytesIO()
    image.save(file, "PNG")
    return base64.b64encode(file.getvalue())


def _make_company(env, company):
    germany = env.ref("base.de")
    company.write(
        {
            "name": "Musterbüro Lindner GmbH",
            "street": "Lindenallee 12",
            "zip": "20259",
            "city": "Hamburg",
            "country_id": germany.id,
            "account_fiscal_country_id": germany.id,
            "currency_id": env.ref("base.EUR").id,
            "phone": "+49 40 5550123",
            "email": "buero@lindner.example",
            "website": "https://lindner.example",
            "vat": "DE123456788",
            "company_registry": "HRB 987654",
            "tax_exigibility": True,
            "logo": _logo("L I N D N E R"),
        }
    )
    company.partner_id.lang = "de_DE"
    env["account.chart.template"].try_loading("de_skr03", company, install_demo=False)
    company.write(
        {
            "external_report_layout_id": env.ref(
                "l10n_din5008.external_layout_din5008"
            ).id,
            "paperformat_id": env.ref("l10n_din5008.paperformat_euro_din").id,
        }
    )
    env["res.partner.bank"].create(
        {"acc_number": "DE02120300000000202051", "partner_id": company.partner_id.id}
    )


def _make_customers(env):
    customers = {}
    for key, facts in CUSTOMERS.items():
        values = dict(facts)
        person = values.pop("person", None)
        country = env.ref(f"base.{values.pop('country')}")
        values.update(country_id=country.id, is_company=True, lang="de_DE")
        partner = env["res.partner"].create(values)
        if person:
            partner = env["res.partner"].create(
                {
                    "name": person,
                    "parent_id": partner.id,
                    "type": "contact",
                    "lang": "de_DE",
                }
            )
        customers[key] = partner
    return customers


def _make_products(env):
    return env["product.product"].create(
        [
            {"name": name, "type": "service", "list_price": price}
            for name, price in PRODUCTS.values()
        ]
    )


def _make_invoice(env, customer, products, lines, number):
    move = env["account.move"].create(
        {
            "move_type": "out_invoice",
            "partner_id": customer.id,
            "invoice_line_ids": [
                Command.create(
                    {
                        "product_id": products[(number + line) % len(products)].id,
                        "quantity": 1 + line % 4,
                    }
                )
                for line in range(lines)
            ],
        }
    )
    move.action_post()


make_office(env)  # noqa: F821  `odoo shell` provides it
env.cr.commit()  # noqa: F821  # pylint: disable=invalid-commit
