import base64
import os

from odoo.exceptions import UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import InternetmarkeCommon
from .paper import make_pdf


@tagged("post_install", "-at_install")
class TestLostFiles(InternetmarkeCommon):
    """A restored database without its files: the message names what is missing."""

    in_stock = {"standard": 1}

    def _lose(self, attachment):
        """Remove the file of an attachment, as a restore without filestore does."""
        self.assertEqual(len(attachment), 1)
        path = attachment._full_path(attachment.store_fname)
        content = attachment.raw
        os.remove(path)
        self.addCleanup(self._put_back, path, content)
        self.env.flush_all()
        self.env.invalidate_all()
        self.env.cr.cache.clear()

    @staticmethod
    def _put_back(path, content):
        with open(path, "wb") as file:
            file.write(content)

    def _field_file(self, record, field):
        return (
            self.env["ir.attachment"]
            .sudo()
            .search(
                [
                    ("res_model", "=", record._name),
                    ("res_field", "=", field),
                    ("res_id", "=", record.id),
                ]
            )
        )

    def _assert_named(self, name, call):
        with (
            mute_logger("odoo.addons.base.models.ir_attachment"),
            self.assertRaisesRegex(UserError, "file of .*is missing") as refused,
        ):
            call()
        self.assertIn(name, str(refused.exception))

    def test_lost_invoice_is_named(self):
        move = self._printed_invoice()
        letter = self._frank(move).with_user(self.clerk)
        other = self._printed_invoice()
        self._lose(move.invoice_pdf_report_id)
        self._assert_named(move.name, letter.action_print)
        # Alike invoices share one file.
        self._assert_named(other.name, lambda: self._frank_wizard(other))

    def test_lost_stamps_name_their_order(self):
        order = self.bought
        letter = self._frank(self._printed_invoice()).with_user(self.clerk)
        self._lose(self._field_file(order, "document"))
        self._assert_named(order.name, letter.action_print)

    def test_file_of_a_run(self):
        run = self.env["internetmarke.run"].create({"company_id": self.company.id})
        values = {"run_id": run.id, "kind": "window", "document": b"JVBERg=="}
        file = self.env["internetmarke.run.file"].sudo().create(values)
        self.assertTrue(file.with_user(self.clerk).action_download())
        self._lose(self._field_file(file, "document"))
        download = file.with_user(self.clerk).action_download
        self._assert_named(file.document_name, download)

    def test_lost_upload_is_named(self):
        wizard = self.env["internetmarke.frank"].with_user(self.clerk)
        wizard = wizard.create(
            {
                "partner_id": self.customer.id,
                "document": base64.b64encode(make_pdf()),
                "document_name": "Kündigung.pdf",
            }
        )
        [letter] = wizard._frank()
        self._lose(self._field_file(letter, "document"))
        self._assert_named("Kündigung.pdf", letter.action_print)

    def test_lost_attachment_is_named(self):
        attachment = self.env["ir.attachment"].create(
            {
                "name": "Vertrag.pdf",
                "raw": make_pdf(pages=2),
                "res_model": "res.partner",
                "res_id": self.customer.id,
            }
        )
        self._lose(attachment)
        model = self.env["internetmarke.frank"].with_user(self.clerk)
        model = model.with_context(
            default_attachment_id=attachment.id, default_partner_id=self.customer.id
        )
        self._assert_named("Vertrag.pdf", lambda: Form(model))
