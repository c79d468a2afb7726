from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.service.model import get_public_method
from odoo.tests import tagged
from odoo.tools import mute_logger

from .attack import USERS, AttackCase
from .books_common import books_records
from .run_common import document_records, run_records

NOISE = ("odoo.models", "odoo.addons.base.models.ir_rule", "odoo.sql_db")
JOURNAL = {"clerk", "accountant", "buyer"}
OFFICES = JOURNAL | {"stranger"}  # the catalogue belongs to all companies
BUYERS = {"buyer", "stranger"}
FRANKERS = {"clerk", *BUYERS}
CLERKS = {"clerk", "buyer"}
SYSTEM = {"administrator"}
NOBODY = set()
# Who may read, write, create and delete the record that `_records` makes. A wizard is
# its maker's own.
MATRIX = {
    "internetmarke.agreement": ({"clerk"}, {"clerk"}, OFFICES, {"clerk"}),
    "internetmarke.books.setup": (NOBODY, NOBODY, NOBODY, NOBODY),
    "internetmarke.charge.on": (NOBODY, NOBODY, NOBODY, NOBODY),
    "internetmarke.postage.cost": (JOURNAL, NOBODY, NOBODY, NOBODY),
    "internetmarke.register": ({"clerk"}, {"clerk"}, OFFICES, {"clerk"}),
    "internetmarke.entry": (JOURNAL, NOBODY, NOBODY, NOBODY),
    "internetmarke.stamp.movement": (JOURNAL, NOBODY, NOBODY, NOBODY),
    "internetmarke.stock.report": ({"clerk"}, {"clerk"}, OFFICES, {"clerk"}),
    "internetmarke.product": (OFFICES, BUYERS, NOBODY, NOBODY),
    "internetmarke.product.price": (OFFICES, NOBODY, NOBODY, NOBODY),
    "internetmarke.order": (JOURNAL, NOBODY, NOBODY, NOBODY),
    "internetmarke.order.line": (JOURNAL, NOBODY, NOBODY, NOBODY),
    "internetmarke.stamp": (JOURNAL, NOBODY, NOBODY, NOBODY),
    "internetmarke.letter": (JOURNAL, NOBODY, NOBODY, NOBODY),
    "internetmarke.document": (JOURNAL, NOBODY, NOBODY, NOBODY),
    "internetmarke.document.type": (OFFICES | SYSTEM, SYSTEM, SYSTEM, SYSTEM),
    "internetmarke.charge": (JOURNAL, NOBODY, NOBODY, NOBODY),
    "internetmarke.retoure": (JOURNAL, NOBODY, NOBODY, NOBODY),
    "internetmarke.call": ({"administrator"}, NOBODY, NOBODY, NOBODY),
    "internetmarke.rendering": (NOBODY, NOBODY, NOBODY, NOBODY),
    "internetmarke.tray": (JOURNAL | SYSTEM, SYSTEM, SYSTEM, SYSTEM),
    "internetmarke.overview": ({"clerk"}, NOBODY, NOBODY, NOBODY),
    "internetmarke.setup": (SYSTEM, SYSTEM, SYSTEM, SYSTEM),
    "internetmarke.buy": ({"buyer"}, {"buyer"}, BUYERS, {"buyer"}),
    "internetmarke.buy.line": ({"buyer"}, {"buyer"}, BUYERS, {"buyer"}),
    "internetmarke.topup": ({"buyer"}, {"buyer"}, BUYERS, {"buyer"}),
    "internetmarke.identify": ({"buyer"}, {"buyer"}, BUYERS, {"buyer"}),
    "internetmarke.identify.line": ({"buyer"}, {"buyer"}, BUYERS, {"buyer"}),
    "internetmarke.refund": ({"buyer"}, {"buyer"}, BUYERS, {"buyer"}),
    "internetmarke.frank": ({"clerk"}, {"clerk"}, {"clerk", "buyer"}, {"clerk"}),
    "internetmarke.release": ({"clerk"}, {"clerk"}, FRANKERS, {"clerk"}),
    "internetmarke.medium.change": ({"clerk"}, {"clerk"}, FRANKERS, {"clerk"}),
    "internetmarke.run": (JOURNAL, CLERKS, FRANKERS, CLERKS),
    "internetmarke.run.line": (JOURNAL, CLERKS, NOBODY, NOBODY),
    "internetmarke.run.file": (JOURNAL, NOBODY, NOBODY, NOBODY),
    "internetmarke.run.document": (SYSTEM, NOBODY, NOBODY, NOBODY),
    "internetmarke.run.buy": ({"buyer"}, {"buyer"}, BUYERS, {"buyer"}),
    "internetmarke.run.buy.line": ({"buyer"}, {"buyer"}, BUYERS, {"buyer"}),
    "internetmarke.run.change": ({"clerk"}, {"clerk"}, FRANKERS, {"clerk"}),
    "internetmarke.run.reprint": ({"clerk"}, {"clerk"}, FRANKERS, {"clerk"}),
    "internetmarke.undeliverable": ({"clerk"}, {"clerk"}, FRANKERS, {"clerk"}),
}
READ, WRITE, CREATE, UNLINK = range(4)
# Method, its arguments, and which right of the four it needs.
METHODS = [
    ("read", [["display_name"]], READ),
    ("write", [{}], WRITE),
    ("unlink", [], UNLINK),
]
MAIL_METHODS = [("message_post", [], WRITE)]
# Other ways to do the same.
SYNONYMS = [
    ("web_read", [{"display_name": {}}], READ),
    ("copy_data", [], READ),
    ("web_save", [{}, {}], WRITE),
]
# Of a model that does not log its accesses it tells nothing but the record's ID.
LOG_SYNONYMS = [("get_metadata", [], READ)]
MAIL_SYNONYMS = [
    ("message_subscribe", [[1]], WRITE),
    ("message_unsubscribe", [[1]], WRITE),
]
# Who made a record follows it, and whom Odoo tells of it may answer.
MAY_COMMENT = {"internetmarke.order": {"buyer"}, "internetmarke.letter": {"clerk"}}
# Called on the model: what they need is the right to create.
MODEL_METHODS = [("create", [{}])]
MODEL_SYNONYMS = [("web_save", [{}, {}])]


class MatrixCase(AttackCase):
    def _records(self):
        """Return a record of every model, as its rightful user has made it."""
        order = self._buy({self.standard: 3})
        letter = self._frank(self._printed_invoice())
        stamp = (order.stamp_ids - letter.stamp_id)[0]
        buyer, clerk = self.env(user=self.buyer), self.env(user=self.clerk)
        common = {
            "company_id": self.company.id,
            "account": self.company._internetmarke_account(),
        }
        retoure = {"name": "R", "order_id": order.id, "stamp_ids": [(4, stamp.id)]}
        buy = self._buy_wizard({self.standard: 1})
        identify = buyer["internetmarke.identify"].create(
            {"order_id": order.id, "page": 1, "line_ids": [(0, 0, {"voucher_id": "x"})]}
        )
        overview = clerk["internetmarke.overview"].action_open()["res_id"]
        found = [
            self.standard,
            self.standard.sudo().price_ids[:1],
            order,
            order.line_ids,
            stamp,
            letter,
            self.env["internetmarke.charge"]
            .sudo()
            .create({**common, "name": "C"} | {"amount": 10}),
            self.env["internetmarke.retoure"].sudo().create(retoure | common),
            clerk["internetmarke.overview"].browse(overview),
            self.env(user=self.users["administrator"])["internetmarke.setup"].create(
                {}
            ),
            buy,
            buy.line_ids,
            buyer["internetmarke.topup"].create({"amount": 20}),
            identify,
            identify.line_ids,
            buyer["internetmarke.refund"].create({"stamp_ids": [(4, stamp.id)]}),
            self._frank_wizard(self._printed_invoice()),
            clerk["internetmarke.release"].create(
                {"letter_ids": [(4, letter.id)], "reason": "x"}
            ),
            clerk["internetmarke.medium.change"].create(
                {"letter_ids": [(4, letter.id)], "medium": "cover_sheet"}
            ),
            clerk["internetmarke.undeliverable"].create(
                {"letter_ids": [(4, letter.id)], "reason": "moved"}
            ),
            self.env["internetmarke.tray"].create(
                {"name": "T", "company_id": self.company.id}
            ),
            *run_records(self, self._printed_invoice()),
            *document_records(self),
            *books_records(self, order),
            self.env["internetmarke.call"].sudo().create({"application": "x"}),
            self.env["internetmarke.rendering"]
            .sudo()
            .create({"digest": "x", "pdf": "eA=="}),
        ]
        return {record._name: record for record in found}

    def _is_allowed(self, records, method, arguments):
        """Call as by RPC, undo it, and tell whether it was let through."""
        self.env.flush_all()
        self.env.invalidate_all()
        try:
            with self.cr.savepoint() as savepoint:
                get_public_method(records, method)(records, *arguments)
                savepoint.rollback()
        except AccessError:
            return False
        except (UserError, ValidationError, ValueError, KeyError, TypeError):
            # Let through by the rights, whatever else was wrong.
            return True
        except Exception:
            # The database, for a value that is missing.
            return True
        return True

    @mute_logger(*NOISE)
    def _compare(self, common, of_logged, of_threads, of_models):
        records = self._records()
        self.assertEqual(set(records), set(MATRIX))
        for model, rights in MATRIX.items():
            thread = hasattr(self.env[model], "message_post")
            logged = self.env[model]._log_access
            methods = [
                *common,
                *(of_logged if logged else ()),
                *(of_threads if thread else ()),
            ]
            for login, user in self.users.items():
                record = records[model].with_user(user)
                for method, arguments, right in methods:
                    allowed = rights[right]
                    if method == "message_post":
                        allowed = MAY_COMMENT.get(model, allowed)
                    with self.subTest(model=model, method=method, user=login):
                        self.assertEqual(
                            self._is_allowed(record, method, arguments),
                            login in allowed,
                        )
                for method, arguments in of_models:
                    with self.subTest(model=model, new=method, user=login):
                        self.assertEqual(
                            self._is_allowed(record.browse(), method, arguments),
                            login in rights[CREATE],
                        )


@tagged("post_install", "-at_install")
class TestAttackMatrix(MatrixCase):
    def test_the_matrix_is_complete(self):
        ours = {
            name
            for name, model in self.env.registry.items()
            if model._original_module == "internetmarke" and not model._abstract
        }
        self.assertEqual(set(MATRIX), ours)

    def test_every_right_of_every_user(self):
        self._compare(METHODS, (), MAIL_METHODS, MODEL_METHODS)

    @mute_logger(*NOISE)
    def test_nobody_imports_books(self):
        for model, rights in MATRIX.items():
            if rights[CREATE]:
                continue
            for user in self.users.values():
                records = self.env[model].with_user(user)
                try:
                    with self.cr.savepoint():
                        result = records.load(["id"], [["x"]])
                except AccessError:
                    continue
                self.assertFalse(result["ids"], f"{model} {user.login}")

    @mute_logger(*NOISE)
    def test_abstract_models_cannot_be_called(self):
        for name in ("internetmarke.request", "internetmarke.confirmation"):
            for user in self.users.values():
                record = self.env[name].with_user(user).browse(1)
                for method in ("read", "write", "unlink", "action_resolve"):
                    if not hasattr(record, method):
                        continue
                    arguments = [{}] if method == "write" else []
                    with self.assertRaises(AccessError):
                        getattr(record, method)(*arguments)

    def test_what_else_can_be_called_is_listed(self):
        """Server actions run code, scheduled jobs run it as somebody else."""
        data = self.env["ir.model.data"].sudo()
        found = {
            model: set(
                data.search(
                    [("module", "=", "internetmarke"), ("model", "=", model)]
                ).mapped("name")
            )
            for model in ("ir.actions.server", "ir.cron", "ir.actions.report")
        }
        crons = {name for name in found["ir.cron"] if name}
        called = {
            "internetmarke_charge_action_support": "action_support()",
            "internetmarke_document_type_action_open": "action_open()",
            "internetmarke_letter_action_change_medium": "action_change_medium()",
            "internetmarke_letter_action_release": "action_release()",
            "internetmarke_order_action_support": "action_support()",
            "internetmarke_overview_action": "action_open()",
            "internetmarke_retoure_action_support": "action_support()",
            "internetmarke_to_frank_action": "action_open_to_frank()",
        }
        self.assertEqual(
            {name for name in found["ir.actions.server"] if "cron" not in name},
            called.keys(),
        )
        for name, method in called.items():
            action = self.env.ref(f"internetmarke.{name}").sudo()
            self.assertIn(method, action.code)
        for name in crons:
            cron = self.env.ref(f"internetmarke.{name}").sudo()
            self.assertRegex(cron.code, r"^model\._cron_[a-z_]+\(\)$")
            self.assertEqual(cron.user_id, self.env.ref("base.user_root"))
        self.assertEqual(
            found["ir.actions.report"],
            {
                "action_report_calibration",
                "action_report_letter",
                "action_report_register",
                "action_report_run",
                "action_report_stock",
            },
        )

    def test_users_are_those_of_the_table(self):
        self.assertEqual(set(self.users), set(USERS))


@tagged("post_install", "-at_install", "-standard", "every_call")
class TestAttackMatrixOfSynonyms(MatrixCase):
    """Every other way to the same: ``script/test every_call``."""

    def test_every_other_call_of_every_user(self):
        self._compare(SYNONYMS, LOG_SYNONYMS, MAIL_SYNONYMS, MODEL_SYNONYMS)
