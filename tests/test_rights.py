from odoo.exceptions import AccessError
from odoo.models import MetaModel
from odoo.service.model import get_public_method
from odoo.tests import new_test_user, tagged

from .books_common import books_records
from .common import InternetmarkeCommon
from .rights_table import RIGHTS
from .run_common import document_records, run_records

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
        other = cls._other_company()
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
