import base64
import tempfile
from contextlib import nullcontext
from pathlib import Path
from unittest.mock import patch

from odoo.fields import Command
from odoo.modules.module import get_resource_from_path
from odoo.tests import Form, HttpCase, TransactionCase
from odoo.tools import SQL, file_open, mute_logger

from odoo.addons.base.tests.common import BaseCommon

from ..api import reset_tokens
from ..simulator import Post, serve
from . import office

# The PDFs of invoices, by what they show besides their number and the day.
RENDERED: dict[tuple, bytes] = {}


class PostRequests:
    """Lets the client ask the simulator through the guard of Odoo's tests."""

    @classmethod
    def _request_handler(cls, session, request, /, **options):
        # The guard compares the time-out with a number; the client names two, for
        # connecting and for reading.
        if isinstance(options.get("timeout"), tuple):
            options["timeout"] = max(options["timeout"])
        return super()._request_handler(session, request, **options)


class KeptCaches(TransactionCase):
    """Keeps what the caches of the registry hold from one test of a class to the next,
    but for what the test has changed.

    Odoo empties them all after each test, and takes a tenth of the tests' time to read
    the same views, rights and templates again.
    """

    def setUp(self):
        changed = set()
        empty = self.registry.clear_cache

        def clear_cache(*names):
            changed.update(names or ["default"])
            empty(*names)

        def empty_changed():
            if changed:
                empty(*changed)

        # There Odoo remembers what it will call at the end of the test.
        with patch.object(self.registry, "clear_all_caches", empty_changed):
            super().setUp()
        names = list(self.registry.cache_sequences)
        self.patch(self.registry, "clear_cache", clear_cache)
        self.patch(self.registry, "clear_all_caches", lambda: clear_cache(*names))


class InternetmarkeCommon(PostRequests, KeptCaches, BaseCommon):
    """A German office whose Post is the simulator, over real HTTP on loopback."""

    balance = 100_00  # of the Portokasse, in cents
    # What all tests of a class find in stock: {"standard": 3}. It is bought once.
    in_stock: dict[str, int] = {}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for name in ("clerk", "accountant", "buyer", "customer", "foreigner"):
            setattr(cls, name, cls.office[name].with_env(cls.env))
        products = cls.env["internetmarke.product"]
        cls.standard = products.search([("code", "=", 1)])
        cls.kompakt = products.search([("code", "=", 11)])
        cls.abroad = products.search([("code", "=", 10001)])
        cls.todays_invoices = {
            cls._shown(cls.office[name], 1): office.todays_invoices(cls.env, name)
            for name in office.INVOICES
        }
        cls._start_post()
        if cls.in_stock:
            cls._fill_stock()

    @classmethod
    def setup_independent_user(cls):
        # OVERRIDE 'base'
        cls.office = office.prepare(cls.env)
        buyers = cls.env.ref("internetmarke.group_buyer")
        cls.office["buyer"].group_ids = buyers
        cls.office["accountman"].group_ids |= buyers
        return cls.office["accountman"]

    @classmethod
    def setup_independent_company(cls, **kwargs):
        # OVERRIDE 'base'
        return cls.office["company"]

    @classmethod
    def _other_company(cls):
        """Return a second company, which the present user works in, too."""
        company = cls.office["other_company"].with_env(cls.env)
        cls.env.user.company_ids = [Command.link(company.id)]
        return company

    @classmethod
    def _start_post(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.post = Post(Path(folder.name) / "post.sqlite", balance=cls.balance)
        server = serve(cls.post, port=0)
        address = server.__enter__()
        cls.addClassCleanup(server.__exit__, None, None, None)
        param = cls.env["ir.config_parameter"].sudo().set_param
        param("internetmarke.api_url", address.url)
        param("internetmarke.products_url", address.products_url)
        credentials = cls.post.credentials
        cls.company.write(
            {
                "internetmarke_enabled": True,
                "internetmarke_username": credentials.username,
                "internetmarke_password": credentials.password,
                "internetmarke_client_id": credentials.client_id,
                "internetmarke_client_secret": credentials.client_secret,
            }
        )

    @classmethod
    def _fill_stock(cls):
        """Buy what is in stock when each test begins, with the order as `bought`."""
        if not cls._registry_patched:
            cls.registry_enter_test_mode_cls()
        reset_tokens()
        cls.post.behave()
        cls.bought = cls._buy(
            {getattr(cls, name): count for name, count in cls.in_stock.items()}
        )
        # The tests rely on it, and tell less clearly what is wrong.
        if cls.bought.state != "done":
            raise AssertionError(f"The stock was not bought: {cls.bought.state}")
        cls.env.invalidate_all()

    @classmethod
    def _make_customer(cls, name, country):
        return office.make_customer(cls.env, name, country)

    def setUp(self):
        super().setUp()
        reset_tokens()
        self.post.behave()
        self.waiting = dict(self.todays_invoices)
        # The purchase opens transactions of its own; here they are savepoints of
        # the test's. A class that has stamps in stock has done this already.
        if not type(self)._registry_patched:
            self.registry_enter_test_mode()

    def _test_connection(self):
        """Test the login, and return the window that tells the outcome."""
        wizard = self.env["internetmarke.setup"].create({})
        self.env.flush_all()
        wizard.action_test()
        self.env.invalidate_all()
        return wizard

    def _wallet(self):
        return self.post.ledger()["wallets"][0]

    def _paid_orders(self):
        return [order for order in self._wallet()["orders"] if order["paid"]]

    def _buy_wizard(self, quantities, user=None):
        model = self.env["internetmarke.buy"].with_user(user or self.buyer)
        with Form(model) as wizard:
            for product, quantity in quantities.items():
                with wizard.line_ids.new() as line:
                    line.product_id = product
                    line.quantity = quantity
        return wizard.save()

    @classmethod
    def _buy(cls, quantities):
        """Buy with the wizard and return the order, whatever became of it.

        Many tests begin with this, so it goes past the wizard's form; `_buy_wizard`
        fills that in as a person does.
        """
        lines = [
            Command.create({"product_id": product.id, "quantity": quantity})
            for product, quantity in quantities.items()
        ]
        wizard = cls.env["internetmarke.buy"].with_user(cls.buyer)
        wizard = wizard.create({"line_ids": lines})
        cls.env.flush_all()
        models = "odoo.addons.internetmarke.models"
        with mute_logger(
            f"{models}.money.order_purchase", f"{models}.money.order_delivery"
        ):
            action = cls._led_to(wizard.action_buy())
        cls.env.invalidate_all()
        if action["res_model"] == "internetmarke.order":
            return cls.env["internetmarke.order"].browse(action["res_id"])
        return cls.env["internetmarke.order"].search([], limit=1)

    @classmethod
    def _led_to(cls, action):
        """Return what an action leads to, behind a notification if there is one."""
        return action.get("params", {}).get("next", action)

    def _asked_again(self, wizard, action):
        """Return the wizard that asks the person anew, which is not the same one."""
        self.env.invalidate_all()
        self.assertEqual(action["res_model"], wizard._name)
        self.assertNotEqual(action["res_id"], wizard.id)
        return wizard.browse(action["res_id"])

    def _resolve(self, requests):
        self.env.flush_all()
        requests.with_user(self.buyer).action_resolve()
        self.env.invalidate_all()

    def _let_settle(self, requests):
        """Let the calls of these requests to the Post be long over."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE %s SET write_date = write_date - interval '1 hour',"
                " claimed_on = claimed_on - interval '1 hour',"
                " taken_up_on = taken_up_on - interval '1 hour' WHERE id IN %s",
                SQL.identifier(requests._table),
                tuple(requests.ids),
            )
        )
        self.env.invalidate_all()

    def _let_wait_end(self, requests):
        """Let the Post take requests again."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE %s SET wait_until = wait_until - interval '2 days'"
                " WHERE id IN %s",
                SQL.identifier(requests._table),
                tuple(requests.ids),
            )
        )
        self.env.cr.execute(
            "UPDATE internetmarke_call SET wait_until = wait_until - interval '2 days'"
        )
        self.env.invalidate_all()

    def _neutralize(self):
        """Make the database a copy, as "odoo neutralize" does."""
        module, *_rest = get_resource_from_path(__file__)
        self.env.flush_all()
        with file_open(f"{module}/data/neutralize.sql") as script:
            self.env.cr.execute(script.read())
        self.env.invalidate_all()
        self.env.registry.clear_all_caches()

    def _run_job(self, name):
        self.env.flush_all()
        self.env.ref(f"internetmarke.{name}").method_direct_trigger()
        self.env.invalidate_all()

    def _invoice(self, partner=None, lines=1, company=None):
        return office.make_invoice(
            self.env, company or self.company, partner or self.customer, lines
        )

    def _printed_invoice(self, partner=None, lines=1):
        """A posted invoice with its stored PDF, rendered by wkhtmltopdf.

        Rendering takes seconds, so invoices that look alike but for their number
        share one PDF, whatever test asks for it.
        """
        partner = partner or self.customer
        alike = self._shown(partner, lines)
        move = self._invoice_of_today(alike) or self._invoice(partner, lines)
        if alike not in RENDERED:
            with self._pdf_rendering():
                move.with_context(force_report_rendering=True)._internetmarke_document()
            RENDERED[alike] = move.invoice_pdf_report_id.raw
        else:
            move.invoice_pdf_report_file = base64.b64encode(RENDERED[alike])
            move.invalidate_recordset(["invoice_pdf_report_id"])
        return move

    def _invoice_of_today(self, alike):
        """Return an invoice of the template that would look like this, if one is left.

        Posting one takes as long as the rest of many a test.
        """
        waiting = self.waiting.get(alike, self.env["account.move"])
        move = waiting[:1]
        self.waiting[alike] = waiting[1:]
        # As write() would, but without looking whether the books change.
        move._write({"is_move_sent": False})
        move.invalidate_recordset(["is_move_sent"])
        return move

    @classmethod
    def _shown(cls, customer, lines):
        """Return what an invoice shows besides its number and the day."""
        customer, company = customer.sudo(), cls.company.sudo()
        return (
            lines,
            customer.lang,
            customer.name,
            customer._display_address(),
            company.name,
            company.partner_id._display_address(),
            company.report_header,
            company.report_footer,
            company.company_details,
            company.logo,
            company.external_report_layout_id.id,
            company.paperformat_id.id,
        )

    def _render_reports(self):
        """Let reports become PDFs in this test. Tests of Odoo get HTML else."""
        reports = type(self.env["ir.actions.report"])
        render = reports._pre_render_qweb_pdf

        def pre_render(report, *args, **kwargs):
            forced = report.with_context(force_report_rendering=True)
            return render(forced, *args, **kwargs)

        self.patch(reports, "_pre_render_qweb_pdf", pre_render)
        self.enterContext(self._pdf_rendering())

    def _pdf_rendering(self):
        """Let wkhtmltopdf ask the server for styles. In an HttpCase it always may."""
        return nullcontext() if isinstance(self, HttpCase) else self.allow_pdf_render()

    def _frank_wizard(self, move, user=None):
        """Return the wizard as it is saved; what its form shows is tested with Form."""
        wizard = self.env["internetmarke.frank"].with_user(user or self.clerk)
        wizard = wizard.with_context(default_move_ids=move.ids).create({})
        self.env.flush_all()
        return wizard

    def _frank(self, move, user=None):
        self._frank_wizard(move, user).action_frank()
        return move.internetmarke_letter_id
