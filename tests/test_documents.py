from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from ..models.run import run_working
from .paper import codes, page_text
from .run_common import RunCommon

REMINDER = """
<t t-name="internetmarke.test_reminder">
    <t t-call="web.html_container">
        <t t-foreach="docs" t-as="o">
            <t t-call="web.external_layout">
                <t t-set="address">
                    <address
                        t-field="o.self"
                        t-options="{
                            'widget': 'contact',
                            'fields': ['address', 'name', 'phone'],
                            'no_marker': True,
                        }"
                    />
                    <div t-if="o.vat">
                        <t t-out="o.env.company.account_fiscal_country_id.vat_label"/>:
                        <span t-field="o.vat"/>
                    </div>
                </t>
                <div class="page"><p>Mahnung: <span t-field="o.ref"/></p></div>
            </t>
        </t>
    </t>
</t>
"""


@tagged("post_install", "-at_install")
class TestDocuments(RunCommon):
    """Documents of any record go by post: here reminders, a report on contacts.

    Odoo's own follow-up letters and those of account_credit_control are made so.
    """

    in_stock = {"standard": 3}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ir.ui.view"].create(
            {
                "name": "reminder",
                "key": "internetmarke.test_reminder",
                "type": "qweb",
                "arch": REMINDER,
            }
        )
        report = cls.env["ir.actions.report"].create(
            {
                "name": "Reminder",
                "model": "res.partner",
                "report_name": "internetmarke.test_reminder",
                "report_type": "qweb-pdf",
                "paperformat_id": cls.company.paperformat_id.id,
            }
        )
        report.create_action()
        cls.customer.ref = "Stufe 1"
        types = cls.env["internetmarke.document.type"].sudo()
        types.action_open()
        cls.kind = types.with_context(active_test=False).search(
            [("report_id", "=", report.id)]
        )
        cls.kind.active = True

    def setUp(self):
        super().setUp()
        self._render_reports()
        self.patch(run_working, "PATIENCE", -1)

    def _work(self, run):
        # The job has a cursor of its own, and wkhtmltopdf would wait for it in vain.
        while run.work()["job"]:
            pass
        self.assertFalse(run.job_problem)

    def _open(self, records, user=None):
        kind = self.kind.with_user(user or self.clerk)
        return kind.action_frank(records.ids)

    def _wizard(self, record, user=None):
        action = self._open(record, user)
        self.assertEqual(action["res_model"], "internetmarke.frank")
        model = self.env["internetmarke.frank"].with_user(user or self.clerk)
        return Form(model.with_context(**action["context"])).save()

    def test_a_reminder_goes_by_post(self):
        self.customer.write({"phone": "+49 40 123456", "vat": "DE123456788"})
        wizard = self._wizard(self.customer)
        self.assertEqual((wizard.medium, wizard.sheets), ("window", 1))
        self.assertEqual(wizard.partner_id, self.customer)
        self.assertFalse(wizard.window_problem or wizard.medium_problem)
        wizard.action_frank()
        document = wizard.document_ids
        letter = document.letter_ids
        self.assertRecordValues(
            letter,
            [
                {
                    "state": "franked",
                    "partner_id": self.customer.id,
                    "company_id": self.company.id,
                    "move_ids": [],
                }
            ],
        )
        self.assertIn(letter.name, str(self.customer.message_ids[0].body))
        self.assertIn("franked already", self._wizard(self.customer)._refused())
        # The record may change: printed is what was franked.
        self.customer.ref = "Stufe 2"
        letter = letter.with_user(self.clerk)
        letter.action_print()
        pdf = letter._report_pdf()
        self.assertIn("Mahnung: Stufe 1", page_text(pdf))
        [(code, _left, _top)] = codes(pdf)
        self.assertIn(letter.stamp_id.voucher_id, code)
        action = document.with_user(self.clerk).action_open_record()
        self.assertEqual(
            (action["res_model"], action["res_id"]), ("res.partner", self.customer.id)
        )
        # What was mailed can be followed by a second reminder.
        again = self._wizard(self.customer)
        self.assertFalse(again._refused())
        again.action_frank()
        letter._release("Spoiled")
        self.assertIn("Spoiled", str(self.customer.message_ids[0].body))
        self.assertTrue(document.sudo().pdf, "the journal keeps what was printed")

    def test_many_go_into_a_run_and_each_waits_in_one_only(self):
        customers = self.customers[:2]
        action = self._open(customers)
        self.assertEqual(action["res_model"], "internetmarke.run")
        run = self.env["internetmarke.run"].with_user(self.clerk)
        run = run.browse(action["res_id"])
        with self.assertRaisesRegex(UserError, "wait in a mailing run already"):
            self._open(customers)
        for _step in ("check", "frank", "print"):
            self._next(run)
        letters = run.letter_ids
        self.assertEqual(letters.partner_id, customers)
        self.assertEqual(set(letters.mapped("state")), {"printed"})
        self.assertEqual(len(letters.document_ids), 2)
        document = self._document(run.file_ids)
        self.assertIn("Stufe 1", page_text(document, 0) + page_text(document, 1))
        run.action_done()
        self.assertEqual(self._open(customers)["res_model"], "internetmarke.run")

    def test_invoices_beside_other_documents_are_decided_as_alone(self):
        run = self.env["internetmarke.run"].with_user(self.clerk)
        run = run.browse(self._open(self.customers[:2])["res_id"])
        run.action_stop()
        invoice = self._invoice(self.customers[2]).with_user(self.clerk)
        run._arrange(invoice)
        self._next(run)
        self.assertEqual(set(run.line_ids.mapped("state")), {"fine"})
        taken = run.line_ids.filtered(lambda one: one.partner_id == self.customer)
        self._wizard(self.customer).action_frank()
        with self.assertRaisesRegex(UserError, "franked already"):
            run.line_ids._frank()
        letters = (run.line_ids - taken)._frank()
        for letter in letters:
            record = letter.move_ids or letter.partner_id
            bodies = "".join(record.message_ids.mapped("body"))
            self.assertEqual(
                [other.name in bodies for other in letters],
                [other == letter for other in letters],
            )

    def test_a_removed_letter_of_a_run_is_printed_as_the_record_is_now(self):
        run = self.env["internetmarke.run"].with_user(self.clerk)
        run = run.browse(self._open(self.customers[:2])["res_id"])
        self._next(run)
        self._next(run)
        line = run.line_ids.filtered(lambda one: one.partner_id == self.customer)
        document, letter = line.document_ids, line.letter_id
        letter._release("Wrong")
        self.customer.ref = "Stufe 2"
        line.action_check_again()
        self.assertEqual(line.state, "fine")
        self.assertNotEqual(line.document_ids, document)
        self.assertEqual(letter.document_ids, document)
        self.assertIn("Stufe 1", page_text(document._stored()))
        self.assertIn("Stufe 2", page_text(line.document_ids._stored()))

    def test_who_may_not_read_the_record_cannot_frank_it(self):
        secret = self._make_customer("Geheim GmbH", "base.de")
        mine = self._wizard(secret, self.buyer)
        mine.action_frank()
        letter = mine.document_ids.letter_ids
        self.env["ir.rule"].create(
            {
                "name": "Secret",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "domain_force": [
                    "|",
                    ("id", "!=", secret.id),
                    ("create_uid", "=", self.env.ref("base.user_root").id),
                ],
            }
        )
        secret.invalidate_recordset()
        for refused in (
            lambda: self._open(secret),
            letter.with_user(self.clerk).action_print,
            lambda: letter.with_user(self.clerk)._preview((40, 20)),
            mine.document_ids.with_user(self.clerk).action_open_record,
        ):
            with self.assertRaises(AccessError), self.cr.savepoint():
                refused()
        with self.assertRaises(AccessError), self.cr.savepoint():
            mine.document_ids.with_user(self.clerk).read(["pdf"])
        attachments = self.env["ir.attachment"].with_user(self.clerk)
        stored = [
            ("res_model", "=", "internetmarke.document"),
            ("res_field", "=", "pdf"),
        ]
        self.assertTrue(attachments.sudo().search_count(stored))
        self.assertFalse(attachments.search_count(stored))

    def test_what_goes_by_post_is_ticked(self):
        receipt = self.env.ref("account.action_report_payment_receipt")
        kinds = self.env["internetmarke.document.type"].with_context(active_test=False)
        kind = kinds.search([("report_id", "=", receipt.id)])
        self.assertEqual((kind.active, kind.recipient), (False, "partner_id"))
        self.assertFalse(kind.action_id)
        count = kinds.search_count([])
        kinds.action_open()
        self.assertEqual(kinds.search_count([]), count, "each report once")
        kind.active = True
        action = kind.action_id
        self.assertEqual(action.binding_model_id.model, "account.payment")
        self.assertEqual(
            action.with_context(lang="de_DE").name,
            f"Frankieren: {kind.with_context(lang='de_DE').name}",
        )
        bindings = self.env["ir.actions.actions"].with_user(self.clerk)
        names = [
            one["id"] for one in bindings.get_bindings("account.payment")["action"]
        ]
        self.assertIn(action.id, names)
        kind.active = False
        self.assertFalse(kind.action_id or action.exists())
        with self.assertRaisesRegex(UserError, "does not go by post"):
            kind.with_user(self.clerk).action_frank([1])

    def test_a_report_that_is_deleted_leaves_no_button(self):
        action = self.kind.action_id
        self.assertTrue(action)
        self.kind.report_id.unlink()
        self.assertFalse(action.exists() or self.kind.exists())

    def test_the_mail_register_names_the_document(self):
        wizard = self._wizard(self.customer)
        wizard.action_frank()
        wizard.document_ids.sudo().name = "Mahnung 4711"
        register = self.env["internetmarke.register"].with_user(self.clerk).create({})
        html, _kind = self.env["ir.actions.report"]._render_qweb_html(
            "internetmarke.report_register", register.ids
        )
        self.assertIn("Mahnung 4711", html.decode())

    def test_odd_kinds_are_refused(self):
        kinds = self.env["internetmarke.document.type"]
        receipt = self.env.ref("account.action_report_payment_receipt")
        kinds.with_context(active_test=False).search(
            [("report_id", "=", receipt.id)]
        ).unlink()
        model = self.env["ir.model"]._get_id
        good = {
            "name": "Receipt",
            "model_id": model("account.payment"),
            "report_id": receipt.id,
        }
        for odd in (
            {"model_id": model("res.partner"), "recipient": False},
            {"recipient": "name"},
            {"recipient": "nothing.here"},
            {
                "model_id": model("account.move"),
                "report_id": self.env.ref("account.account_invoices").id,
            },
        ):
            with self.assertRaises(ValidationError), self.cr.savepoint():
                kinds.create({**good, **odd})
        self.assertTrue(kinds.create(good).action_id)

    def test_closed_windows_leave_nothing(self):
        wizard = self._wizard(self.customer)
        self.env.cr.execute(
            "UPDATE internetmarke_document"
            " SET create_date = create_date - interval '2 days'"
        )
        self.env.invalidate_all()
        document = wizard.document_ids
        wizard.sudo().unlink()
        self.env["internetmarke.document"].sudo()._gc_unused()
        self.assertFalse(document.exists())
