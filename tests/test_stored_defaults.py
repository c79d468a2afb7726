from datetime import datetime

from odoo import fields
from odoo.models import MAGIC_COLUMNS
from odoo.tests import tagged

from .common import InternetmarkeCommon

# Values that nobody would choose, by the type of the field.
FORGED = {
    "boolean": True,
    "char": "forged",
    "date": "2020-02-02",
    "datetime": "2020-02-02 02:02:02",
    "float": 9.0,
    "integer": 9,
    "json": [["forged", "forged"]],
    "monetary": 5000.0,
    "text": "forged",
}
BOOKS = (
    "internetmarke.order",
    "internetmarke.order.line",
    "internetmarke.charge",
    "internetmarke.retoure",
    "internetmarke.stamp",
    "internetmarke.letter",
    "internetmarke.document",
    "internetmarke.product",
    "internetmarke.product.price",
    "internetmarke.call",
    "internetmarke.entry",
)


@tagged("post_install", "-at_install")
class TestStoredDefaults(InternetmarkeCommon):
    """Odoo lets each user store a default for any field ("Set Defaults")."""

    def _store(self, user, model, name, value):
        self.env["ir.default"].with_user(user).set(model, name, value, user_id=True)

    def _forge(self, user):
        """Store a default of this user for every field of the books that has one."""
        forged = []
        for model in BOOKS:
            for name, field in self.env[model]._fields.items():
                value = self._forged_value(field)
                if field.store and name not in MAGIC_COLUMNS and value is not None:
                    self._store(user, model, name, value)
                    forged.append(f"{model}.{name}")
        return forged

    def _forged_value(self, field):
        if field.type == "selection":
            return field.get_values(self.env)[-1]
        if field.type in ("many2one", "many2many", "one2many"):
            records = self.env[field.comodel_name].sudo()
            found = records.with_context(active_test=False).search([], limit=1)
            return found.id if field.type == "many2one" else found.ids
        return FORGED.get(field.type)

    def test_a_letter_tells_who_printed_it(self):
        self._buy({self.standard: 1})
        admin = self.env.ref("base.user_admin")
        letters = "internetmarke.letter"
        self._store(self.clerk, letters, "state", "printed")
        self._store(self.clerk, letters, "print_count", 9)
        self._store(self.clerk, letters, "printed_by_id", admin.id)
        self._store(self.clerk, letters, "printed_on", "2020-02-02 02:02:02")
        letter = self._frank(self._printed_invoice())
        self.assertEqual((letter.state, letter.print_count), ("franked", 0))
        self.assertFalse(letter.printed_by_id or letter.printed_on)
        letter.with_user(self.clerk).action_print()
        self.assertEqual(letter.print_count, 1)
        self.assertEqual(letter.printed_by_id, self.clerk)

    def test_a_top_up_is_asked_of_the_post(self):
        before = self._wallet()["balance"]
        self._store(self.buyer, "internetmarke.charge", "state", "done")
        wizard = self.env["internetmarke.topup"].with_user(self.buyer)
        wizard.create({"choice": "other", "amount": 150}).action_top_up()
        self.env.invalidate_all()
        charge = self.env["internetmarke.charge"].search([], limit=1)
        self.assertEqual((charge.state, charge.attempt), ("done", 1))
        self.assertEqual(self._wallet()["balance"], before + 150_00)

    def test_nothing_in_the_books_is_a_persons_default(self):
        honest = self._work()
        forged = self._forge(self.buyer)
        self.assertIn("internetmarke.stamp.valid_until", forged)
        self.assertIn("internetmarke.retoure.stamp_ids", forged)
        self.assertEqual(self._work(), honest)

    def _work(self):
        """Let the buyer do everything; return what the books say of it."""
        self._order = self._buy({self.standard: 2, self.kompakt: 1})
        letter = self._frank(self._printed_invoice(), self.buyer)
        wizard = self.env["internetmarke.topup"].with_user(self.buyer)
        wizard.create({"choice": "other", "amount": 10}).action_top_up()
        self.env.invalidate_all()
        unused = self._order.stamp_ids - letter.stamp_id
        wizard = self.env["internetmarke.refund"].with_user(self.buyer)
        wizard.create({"stamp_ids": [(6, 0, unused.ids)]}).action_refund()
        self.env.invalidate_all()
        self._new_product(self.buyer)
        done = [
            self._order,
            self._order.line_ids,
            self._order.stamp_ids,
            letter,
            self.env["internetmarke.charge"].search([], limit=1),
            self.env["internetmarke.retoure"].search([], limit=1),
            self._learned,
            self._learned.price_ids,
            self.env["internetmarke.call"].sudo().search([], limit=1, order="id desc"),
        ]
        return [self._told(records) for records in done]

    def _new_product(self, user):
        """The Post sells a product that Odoo has not known."""
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE internetmarke_product SET code = 990000 + id WHERE code = 21"
        )
        self.env.invalidate_all()
        products = self.env["internetmarke.product"].with_user(user)
        products._refresh_prices(self.company)
        self._learned = self.env["internetmarke.product"].search(
            [("code", "=", 21), ("active", "in", (True, False))]
        )

    def _told(self, records):
        """Return what the columns say, without what differs each time.

        Of links only how many there are, of moments only whether it is today's.
        """
        told = []
        for record in records.sudo().sorted("id"):
            values = {}
            for name, field in record._fields.items():
                if not field.store or name in DIFFERENT:
                    continue
                value = record[name]
                if field.relational:
                    same = field.comodel_name in SAME
                    values[name] = value.mapped("name") if same else len(value)
                elif isinstance(value, datetime):
                    values[name] = fields.Datetime.now().date() == value.date()
                elif name == "place":
                    # Each document has a digest of its own.
                    values[name] = {**value, "digest": len(value["digest"])}
                else:
                    values[name] = value
            told.append(values)
        return told


# Numbers, tokens and balances that count on.
DIFFERENT = {
    *MAGIC_COLUMNS,
    "name",
    "voucher_id",
    "track_id",
    "shop_order_id",
    "shop_retoure_id",
    "confirmation_token",
    "vouchers",
    "balance_before",
    "balance_after",
    "document",
    "message_ids",
}
SAME = {"res.users", "res.company", "res.currency", "internetmarke.product"}
