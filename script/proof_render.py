"""Render invoices in every layout that Odoo ships (runs inside `odoo shell`).

Reads the contacts from contacts.json in the folder INTERNETMARKE_PROOF_FOLDER; writes
an invoice a file, and index.json, which says what stands on each. A sample with
INTERNETMARKE_PROOF_QUICK.
"""

import base64
import io
import json
import os
import time
from pathlib import Path

from PIL import Image, ImageDraw

from odoo.fields import Command

FOLDER = Path(os.environ["INTERNETMARKE_PROOF_FOLDER"])
QUICK = os.environ.get("INTERNETMARKE_PROOF_QUICK") == "1"
PAPERS = {
    "DIN A": "l10n_din5008.paperformat_euro_din_a",
    "DIN B": "l10n_din5008.paperformat_euro_din",
    "A4": "base.paperformat_euro",
}
DIN = "DIN 5008"
LAYOUTS = {
    name: f"web.external_layout_{name}"
    for name in ("standard", "boxed", "bold", "striped", "folder", "wave", "bubble")
} | {DIN: "l10n_din5008.external_layout_din5008"}
# Pictures behind the page, as Document Layout offers them; Custom is a letterhead.
BACKGROUNDS = ("Demo logo", "Custom")
BATCH = 50  # invoices in one call of wkhtmltopdf
# Every so many-th invoice has several pages.
LONG_EVERY, LONG_LINES = 40, 60


def make_invoices(env, contacts):
    product = env["product.product"].create({"name": "Beratung", "type": "service"})
    fields = ("name", "street", "street2", "zip", "city")
    countries = {country.code: country for country in env["res.country"].search([])}
    found = env["account.move"]
    for number, contact in enumerate(contacts):
        country = countries[contact["country"].upper()]
        shared = {"country_id": country.id, "lang": "de_DE"}
        values = {name: contact[name] for name in fields} | shared
        if contact["company"]:
            company = env["res.partner"].create(
                shared | {"name": contact["company"], "is_company": True}
            )
            values |= {"parent_id": company.id, "type": "invoice"}
        lines = LONG_LINES if number % LONG_EVERY == 1 else 2
        line = {"product_id": product.id, "quantity": 1, "price_unit": 120.0}
        found |= env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": env["res.partner"].create(values).id,
                "invoice_line_ids": [Command.create(line) for _ in range(lines)],
            }
        )
    found.action_post()
    return found


def render(env, layout, paper, invoices, background=""):
    """Write the invoices; return an entry of the index for each."""
    company = env.company
    company.write(
        {
            "external_report_layout_id": env.ref(LAYOUTS[layout]).id,
            "paperformat_id": env.ref(PAPERS[paper]).id,
        }
    )
    report = env["ir.actions.report"].with_context(force_report_rendering=True)
    entries = []
    for at in range(0, len(invoices), BATCH):
        some = invoices[at : at + BATCH]
        streams = report._render_qweb_pdf_prepare_streams(
            "account.account_invoices", {}, some.ids
        )
        for move in some:
            name = f"{layout}-{paper}-{background}{move.id}.pdf".replace(" ", "_")
            (FOLDER / name).write_bytes(streams[move.id]["stream"].getvalue())
            partner = move.partner_id
            entries.append(
                {
                    "file": name,
                    "layout": f"{layout} {background}".strip(),
                    "paper": paper,
                    "form": "a" if paper == "DIN A" else "b",
                    "return_line": company._internetmarke_return_line(),
                    "address": partner._internetmarke_address_lines(),
                    "printed": partner._internetmarke_printed_lines(),
                }
            )
    return entries


def letterhead():
    """Return a page with a logo and a foot, as the base64 of a PNG."""
    image = Image.new("RGB", (1240, 1754), "white")
    draw = ImageDraw.Draw(image)
    draw.ellipse((950, 60, 1150, 200), fill="#1f3a5f")
    draw.rectangle((120, 1650, 1120, 1660), fill="#f2b600")
    file = io.BytesIO()
    image.save(file, "PNG")
    return base64.b64encode(file.getvalue())


def main(env):
    contacts = json.loads((FOLDER / "contacts.json").read_text())
    started = time.monotonic()
    invoices = make_invoices(env, contacts)
    few = invoices[:: max(1, len(invoices) // 8)][: 2 if QUICK else 8]
    index = []
    for layout in LAYOUTS:
        for paper in PAPERS:
            german = layout == DIN and paper.startswith("DIN")
            if QUICK and not german and paper != "A4":
                continue
            chosen = invoices if german else few
            found = render(env, layout, paper, chosen)
            for entry, move in zip(found, chosen, strict=True):
                contact = contacts[invoices.ids.index(move.id)]
                index.append(
                    entry | {"kind": contact["kind"], "unset": contact["unset"]}
                )
            spent = time.monotonic() - started
            print(f"    {spent:4.0f} s  {layout}, {paper}: {len(found)}", flush=True)
    env.company.layout_background_image = letterhead()
    for background in BACKGROUNDS:
        env.company.layout_background = background
        found = render(env, DIN, "DIN B", few[:2], background)
        index += [entry | {"kind": background, "unset": ""} for entry in found]
    (FOLDER / "index.json").write_text(json.dumps(index))


main(env)  # noqa: F821  `odoo shell` provides it
