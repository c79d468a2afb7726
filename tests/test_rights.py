from odoo.exceptions import AccessError
from odoo.models import MetaModel
from odoo.service.model import get_public_method
from odoo.tests import new_test_user, tagged

from .books_common import books_records
from .common import InternetmarkeCommon
from .run_common import document_records, run_records

# Who may call the public methods of our models, by RPC or by a button:
# link: everybody, since only an action is returned, which reads nothing itself
# read: who may read the journal; frank: who may frank and print; buy: who may spend
# money; catalogue: who may keep the catalogue; contact: who may change contacts, which
# none of these users may; system: administrators; core: methods of Odoo that we
# extend, guarded there
RIGHTS = {
    "account.move": {
        "action_internetmarke_charge_on": "frank",
        "action_internetmarke_frank": "read",
        "action_internetmarke_print": "frank",
        "action_internetmarke_print_again": "frank",
        "action_internetmarke_release": "frank",
        "action_view_internetmarke_entry": "read",
        "action_view_internetmarke_letters": "read",
        "action_view_internetmarke_runs": "read",
        "button_cancel": "core",
        "button_draft": "core",
        "create": "core",
        "write": "core",
    },
    "account.move.send.batch.wizard": {"action_send_and_print": "core"},
    "account.move.send.wizard": {"action_internetmarke_send": "frank"},
    "internetmarke.agreement": {
        "action_book_difference": "manager",
        "action_refresh": "frank",
    },
    "internetmarke.books.setup": {
        "action_apply": "manager",
        "action_switch_off": "manager",
    },
    "internetmarke.buy": {
        "action_buy": "buy",
        "action_refresh_balance": "buy",
        "action_top_up": "buy",
        "create": "core",
        "default_get": "core",
        "onchange": "core",
        "write": "core",
    },
    "internetmarke.buy.line": {"action_open_info": "buy"},
    "internetmarke.document": {"action_open_record": "read"},
    "internetmarke.document.type": {
        "action_frank": "frank",
        "action_open": "system",
        "create": "core",
        "write": "core",
    },
    "internetmarke.medium.change": {
        "action_change": "frank",
        "default_get": "core",
    },
    "internetmarke.charge": {
        "action_cancel": "buy",
        "action_credited": "buy",
        "action_not_credited": "buy",
        "action_resolve": "buy",
        "action_support": "read",
        "action_view_entries": "read",
    },
    "internetmarke.charge.on": {"action_apply": "manager"},
    "internetmarke.entry": {
        "action_book": "manager",
        "action_update": "manager",
        "action_view_move": "read",
        "action_view_request": "read",
    },
    "internetmarke.frank": {
        "action_buy_and_frank": "buy",
        "action_buy_frank_and_print": "buy",
        "action_frank": "frank",
        "action_apply_hint": "frank",
        "action_frank_and_print": "frank",
        "action_hide_picture": "frank",
        "action_open_info": "frank",
        "action_set_layout": "system",
        "action_show_letter": "frank",
        "action_show_window": "frank",
        "action_top_up": "buy",
        "action_use_medium": "frank",
        "create": "core",
        "default_get": "core",
        "make_documents": "core",
        "write": "core",
    },
    "internetmarke.identify": {"action_next": "buy"},
    "internetmarke.identify.line": {"action_choose": "buy"},
    "internetmarke.letter": {
        "action_came_back": "frank",
        "action_change_medium": "frank",
        "action_preview": "read",
        "action_print": "frank",
        "action_print_again": "frank",
        "action_release": "frank",
        "action_track": "read",
    },
    "internetmarke.order": {
        "action_buy_again": "buy",
        "action_cancel": "buy",
        "action_identify": "buy",
        "action_not_paid": "buy",
        "action_paid": "buy",
        "action_refund": "buy",
        "action_refund_unclear": "buy",
        "action_resolve": "buy",
        "action_save_report": "buy",
        "action_same_portokasse": "system",
        "action_support": "read",
        "action_view_entries": "read",
        "action_view_stamps": "link",
        "get_empty_list_help": "core",
    },
    "internetmarke.overview": {
        "action_open": "link",
        "action_open_to_frank": "link",
        "action_refresh": "frank",
        "action_restock": "buy",
        "action_run": "frank",
        "action_show_years": "read",
        "action_view_below_price": "read",
        "action_view_expiring": "read",
        "action_view_letters": "read",
        "action_view_refused": "read",
        "action_view_runs": "read",
        "action_view_stock": "read",
        "action_view_to_frank": "read",
        "action_view_to_print": "read",
        "action_view_year": "read",
    },
    "internetmarke.postage.cost": {"action_view_letter": "read"},
    "internetmarke.product": {
        "action_open_info": "read",
        "action_refresh": "catalogue",
        "action_restock": "buy",
        "action_view_stock": "link",
        "create": "core",
        "write": "core",
    },
    "internetmarke.product.price": {"action_end": "manager"},
    "internetmarke.refund": {
        "action_refund": "buy",
        "create": "core",
        "write": "core",
    },
    "internetmarke.register": {"action_print": "read"},
    "internetmarke.release": {"action_release": "frank"},
    "internetmarke.retoure": {
        "action_cancel": "buy",
        "action_resolve": "buy",
        "action_support": "read",
        "action_view_entries": "read",
    },
    "internetmarke.run": {
        "action_apply": "frank",
        "action_buy": "buy",
        "action_cancel": "frank",
        "action_check": "frank",
        "action_check_blocked": "frank",
        "action_collect": "frank",
        "action_done": "frank",
        "action_frank": "frank",
        "action_next": "frank",
        "action_print": "frank",
        "action_show_printed": "frank",
        "action_stop": "frank",
        "action_view_letters": "read",
        "action_view_lines": "link",
        "create": "core",
        "work": "read",
        "write": "core",
    },
    "internetmarke.run.buy": {
        "action_buy": "buy",
        "action_buy_and_frank": "buy",
        "action_refresh_balance": "buy",
        "action_top_up": "buy",
        "create": "core",
        "default_get": "core",
        "onchange": "core",
        "write": "core",
    },
    "internetmarke.run.change": {"action_change": "frank"},
    "internetmarke.run.file": {
        "action_download": "frank",
        "action_open_print_dialog": "frank",
        "action_print_again": "frank",
    },
    "internetmarke.run.line": {
        "action_change": "frank",
        "action_check_again": "frank",
        "action_leave_out": "frank",
        "action_open_contact": "read",
        "action_open_document": "read",
        "action_preview": "read",
        "action_take_back": "frank",
        "action_use_cover_sheet": "frank",
        "create": "core",
        "write": "core",
    },
    "internetmarke.run.reprint": {"action_print_again": "frank"},
    "internetmarke.setup": {
        "action_back": "system",
        "action_begin": "system",
        "action_buy": "system",
        "action_frank_sample": "system",
        "action_overview": "system",
        "action_test": "system",
        "action_try_demo": "system",
        "action_use_key": "system",
    },
    "internetmarke.stamp": {
        "action_refund": "buy",
        "action_return_to_stock": "buy",
        "get_empty_list_help": "core",
    },
    "internetmarke.stamp.movement": {"action_view_source": "read"},
    "internetmarke.stock.report": {
        "action_print": "read",
        "action_show_movements": "read",
        "action_show_stock": "read",
    },
    "internetmarke.topup": {
        "action_top_up": "buy",
        "create": "core",
        "onchange": "core",
        "write": "core",
    },
    "internetmarke.undeliverable": {"action_came_back": "frank"},
    "internetmarke.tray": {"action_print_calibration": "read"},
    "ir.attachment": {"create": "core"},
    "mail.activity": {"action_internetmarke_restock": "buy"},
    "ir.config_parameter": {"create": "core", "write": "core"},
    "res.company": {"create": "core", "write": "core"},
    "res.config.settings": {
        "action_internetmarke_setup": "system",
        "action_internetmarke_support": "system",
    },
    "res.partner": {
        "action_internetmarke_deliverable": "contact",
        "action_view_internetmarke_letters": "link",
        "write": "core",
    },
}
MAY = {
    "read": {"clerk", "buyer", "accountant"},
    "frank": {"clerk", "buyer"},
    "buy": {"buyer"},
    "catalogue": {"buyer"},
    "contact": set(),
    "manager": set(),
    "system": set(),
}


@tagged("post_install", "-at_install")
class TestRights(InternetmarkeCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.outsider = new_test_user(
            cls.env, login="outsider", groups="base.group_user"
        )
        cls.portal = new_test_user(cls.env, login="portal", groups="base.group_portal")
        other = cls.setup_other_company()["company"]
        cls.stranger = new_test_user(
            cls.env,
            login="stranger",
            groups="internetmarke.group_buyer",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )

    def _public_methods(self):
        """Return the public methods that this addon defines: ``{model: {names}}``."""
        methods = {}
        for name, model in self.env.registry.items():
            for cls in model._model_classes__:
                if not isinstance(cls, MetaModel) or cls._module != "internetmarke":
                    continue
                found = {
                    method
                    for method, value in vars(cls).items()
                    if not method.startswith("_")
                    and callable(value)
                    and not isinstance(value, type)
                }
                if found and not model._abstract:
                    methods.setdefault(name, set()).update(found)
        return methods

    def test_every_public_method_is_listed(self):
        """A new method, which anybody can call by RPC, must say who may."""
        self.assertEqual(
            self._public_methods(), {m: set(names) for m, names in RIGHTS.items()}
        )

    def _records(self):
        """Return a record of every model, as its rightful user has made it."""
        order = self._buy({self.standard: 3})
        move = self._printed_invoice()
        letter = self._frank(move)
        stamp = order.stamp_ids.filtered(lambda s: s.state == "stock")[0]
        buyer = self.env(user=self.buyer)
        clerk = self.env(user=self.clerk)
        charges = self.env["internetmarke.charge"].sudo()
        retoures = self.env["internetmarke.retoure"].sudo()
        common = {
            "company_id": self.company.id,
            "account": self.company._internetmarke_account(),
        }
        retoure = {"name": "R", "order_id": order.id, "stamp_ids": [(4, stamp.id)]}
        agreed = {"product_id": self.standard.id, "company_id": self.company.id}
        prices = self.env["internetmarke.product.price"].sudo()
        buy = self._buy_wizard({self.standard: 1})
        overview = clerk["internetmarke.overview"].action_open()["res_id"]
        identify = buyer["internetmarke.identify"].create(
            {
                "order_id": order.id,
                "page": 1,
                "line_ids": [(0, 0, {"voucher_id": stamp.voucher_id})],
            }
        )
        records = [
            identify,
            identify.line_ids,
            move,
            letter,
            order,
            stamp,
            stamp.product_id,
            prices.create({**agreed, "environment": "production", "price": 0.9}),
            buy,
            buy.line_ids,
            self._frank_wizard(self._printed_invoice()),
            charges.create({"name": "C", "amount": 10, **common}),
            retoures.create(retoure | common),
            clerk["internetmarke.overview"].browse(overview),
            buyer["internetmarke.topup"].create({"amount": 20}),
            buyer["internetmarke.refund"].create({"stamp_ids": [(4, stamp.id)]}),
            clerk["internetmarke.release"].create(
                {"letter_ids": [(4, letter.id)], "reason": "test"}
            ),
            clerk["internetmarke.undeliverable"].create(
                {"letter_ids": [(4, letter.id)], "reason": "moved"}
            ),
            clerk["internetmarke.medium.change"].create(
                {"letter_ids": [(4, letter.id)], "medium": "cover_sheet"}
            ),
            self.env["internetmarke.tray"].create(
                {"name": "T", "company_id": self.company.id}
            ),
            *run_records(self, self._printed_invoice()),
            clerk["account.move.send.wizard"].create({"move_id": move.id}),
            *document_records(self),
            *books_records(self, order),
            self.env["res.config.settings"].create({}),
            self.env["mail.activity"].sudo().create({"user_id": self.buyer.id}),
            self.env["internetmarke.setup"].create({}),
            self.customer,
            self.company,
        ]
        return {record._name: record for record in records}

    def test_who_may_not_call_is_refused(self):
        records = self._records()
        users = (
            self.clerk,
            self.buyer,
            self.accountant,
            self.outsider,
            self.portal,
            self.stranger,
        )
        self.env.flush_all()
        before = self.post.ledger()
        for model, methods in RIGHTS.items():
            for name, right in methods.items():
                for user in users:
                    if right not in MAY or user.login in MAY[right]:
                        continue
                    if right == "catalogue" and user == self.stranger:
                        continue  # the catalogue belongs to all companies
                    if name == "action_restock" and user == self.stranger:
                        continue  # it is about the stock of the person's own company
                    if name == "action_open_info" and user == self.stranger:
                        continue
                    if model == "internetmarke.document.type" and right == "frank":
                        if user == self.stranger:
                            continue  # the kinds of documents, too
                    record = records[model].with_user(user)
                    self.env.invalidate_all()
                    with (
                        self.subTest(method=f"{model}.{name}", user=user.login),
                        self.assertRaises(AccessError),
                        self.cr.savepoint(),
                    ):
                        get_public_method(record, name)(record)
        after = self.post.ledger()
        self.assertEqual(before["wallets"], after["wallets"])
