"""The office in which the tests play: a German company, its people and customers.

Making it takes seconds, so script/test does it once, in templates of its databases
(script/test_office.py). Elsewhere each class makes it for itself. This knows only what
Odoo brings along, since the first templates do not have the addon.
"""

from odoo.fields import Command, Date
from odoo.tests import new_test_user

from odoo.addons.base.tests.common import DISABLED_MAIL_CONTEXT

CHART = "de_skr03"
COMPANY = {
    "name": "Musterbüro Lindner GmbH",
    "street": "Lindenallee 12",
    "zip": "20259",
    "city": "Hamburg",
    # The chart has such taxes; without this the settings warn of them.
    "tax_exigibility": True,
}
CUSTOMER = {
    "is_company": True,
    "street": "Am Marktplatz 3",
    "zip": "20095",
    "city": "Hamburg",
}
PEOPLE = {
    # As in the tests of Odoo's accounting, this one may do everything.
    "accountman": "base.group_system,account.group_account_manager,"
    "account.group_account_user,product.group_product_manager",
    "clerk": "account.group_account_invoice",
    "accountant": "account.group_account_readonly",
    "buyer": "base.group_user",
}
# Besides the first customer those of a mailing run, with their postcodes.
RUN_CUSTOMERS = {"customer_1": "20999", "customer_2": "10115", "customer_3": "80331"}
# Posted invoices that a test finds on the day they were made. They are marked as sent,
# so that they are in nobody's way.
INVOICES = {"customer": 4, "foreigner": 1, **dict.fromkeys(RUN_CUSTOMERS, 1)}
# Pages of Odoo that no test opens, and that share no scripts or styles with one that is
# opened. Before tests in a browser Odoo compiles them all.
UNOPENED = (
    "api_doc.docclient",
    "mail.discuss_public_channel_template",
    "spreadsheet.public_spreadsheet_layout",
    "web.qunit_suite",
    "web.test_helpers",
    "web.unit_tests_suite",
)


def furnish(env):
    """Prepare a template: the office, and what else takes seconds.

    A test that makes a PDF would compile the styles of reports and take them back.
    Odoo lets wkhtmltopdf wait a second for the scripts of a report, twice; invoices
    have none that go on after loading.
    """
    prepare(env)
    for name in UNOPENED:
        env.ref(name).active = False
    env["ir.config_parameter"].set_param("report.print_delay", "0")
    for bundle in ("web.report_assets_common", "web.report_assets_pdf"):
        env["ir.qweb"]._get_asset_bundle(bundle, js=False, autoprefix=True).css()


def compile_assets(env):
    """Prepare a template with the scripts and styles of the web client."""
    env["ir.qweb"]._pregenerate_assets_bundles()


def post_invoices(env):
    """Prepare a template for today."""
    made = prepare(env)
    accountman = env(user=made["accountman"], context=DISABLED_MAIL_CONTEXT)
    for partner, count in INVOICES.items():
        for number in range(count):
            move = make_invoice(accountman, made["company"], made[partner])
            move.is_move_sent = True
            _keep(env, _invoice_name(partner, number), move)


def todays_invoices(env, partner):
    """Return the invoices to this customer that the template has for today."""
    moves = env["account.move"]
    for number in range(INVOICES[partner]):
        name = f"__test__.{_invoice_name(partner, number)}"
        moves |= env.ref(name, raise_if_not_found=False) or moves
    return moves.filtered(lambda move: move.invoice_date == Date.context_today(move))


def prepare(env):
    """Make what is not there yet; returns all of it: ``{name: record}``."""
    made = {
        "company": _known(env, "company", make_company),
        "other_company": _known(env, "other_company", _make_other),
    }
    for login in PEOPLE:
        made[login] = _known(env, login, _make_user, login, made["company"])
    made["customer"] = _known(
        env, "customer", make_customer, "Bäckerei Sonnenschein GmbH", "base.de"
    )
    made["foreigner"] = _known(env, "foreigner", _make_foreigner)
    for number, (name, postcode) in enumerate(RUN_CUSTOMERS.items(), 1):
        made[name] = _known(env, name, _make_run_customer, number, postcode)
    return made


def make_company(env, **values):
    company = env["res.company"].create({**COMPANY, **values})
    env["account.chart.template"].try_loading(CHART, company, install_demo=False)
    layout = env.ref("l10n_din5008.external_layout_din5008")
    paper = env.ref("l10n_din5008.paperformat_euro_din")
    company.write(
        {
            "country_id": env.ref("base.de").id,
            "external_report_layout_id": layout.id,
            "paperformat_id": paper.id,
        }
    )
    return company


def make_customer(env, name, country, **values):
    country = env.ref(country)
    return env["res.partner"].create(
        {**CUSTOMER, "name": name, "country_id": country.id, **values}
    )


def make_invoice(env, company, partner, lines=1):
    move = env["account.move"].create(
        {
            "move_type": "out_invoice",
            "company_id": company.id,
            "partner_id": partner.id,
            "invoice_line_ids": [
                Command.create({"name": f"Beratung {line}", "price_unit": 100.0})
                for line in range(lines)
            ],
        }
    )
    move.action_post()
    return move


def _invoice_name(partner, number):
    return f"{partner}_invoice_{number}"


def _known(env, name, make, *arguments):
    """Return the record of this external ID; it is made when there is none."""
    record = env.ref(f"__test__.{name}", raise_if_not_found=False)
    if not record:
        record = make(env, *arguments)
        _keep(env, name, record)
    return record


def _keep(env, name, record):
    known = {"xml_id": f"__test__.{name}", "record": record, "noupdate": True}
    env["ir.model.data"]._update_xmlids([known])


def _make_other(env):
    company = env["res.company"].create({"name": "company_2"})
    env["account.chart.template"].try_loading(CHART, company, install_demo=False)
    return company


def _make_user(env, login, company):
    return new_test_user(
        env, login=login, name=login, groups=PEOPLE[login], company_id=company.id
    )


def _make_foreigner(env):
    address = {"zip": "1010", "city": "Wien"}
    return make_customer(env, "Kaffeehaus Ringstraße KG", "base.at", **address)


def _make_run_customer(env, number, postcode):
    return make_customer(env, f"Kunde {number} GmbH", "base.de", zip=postcode)
