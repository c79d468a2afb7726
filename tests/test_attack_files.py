import base64
import io
import json
import zipfile

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .attack import NOISE, PUBLIC, USERS, AttackCase

REPORT = "internetmarke.report_letter"


@tagged("post_install", "-at_install")
class TestAttackFiles(AttackCase):
    """Bought stamps and letters as files: whoever has one can print its stamps."""

    def _files(self, order, letter):
        attachment = self.env["ir.attachment"].search(
            [("res_model", "=", order._name), ("res_field", "=", "document")]
        )
        token = attachment.access_token or "x"
        document = f"/web/content/internetmarke.order/{order.id}/document"
        return {
            "document": [
                document,
                f"{document}?access_token={token}",
                f"/web/content/{attachment.id}",
                f"/web/content/{attachment.id}?access_token=1&download=true",
                f"/web/image/{attachment.id}",
                f"/web/content?model=internetmarke.order&id={order.id}&field=document",
                f"/web/image/internetmarke.order/{order.id}/document",
            ],
            "letter": [
                f"/report/pdf/{REPORT}/{letter.id}",
                f"/report/pdf/internetmarke.action_report_letter/{letter.id}",
                f"/report/html/{REPORT}/{letter.id}",
                f"/report/text/{REPORT}/{letter.id}",
                f"/report/pdf/{REPORT}/{letter.id}?context=%7B%22su%22%3A1%7D",
            ],
        }

    @mute_logger(*NOISE, "odoo.addons.base.models.ir_actions_report")
    def test_who_gets_which_file(self):
        order = self._buy({self.standard: 1})
        letter = self._frank(self._printed_invoice())
        self.env.flush_all()
        got = {"document": set(), "letter": set(), "printed": set()}
        for login in (PUBLIC, *USERS):
            self.log_in(login)
            for name, urls in self._files(order, letter).items():
                if any(b"%PDF" in self.url_open(u).content for u in urls):
                    got[name].add(login)
        letter.with_user(self.clerk).action_print()
        self.env.flush_all()
        for login in (PUBLIC, *USERS):
            self.log_in(login)
            for url in self._files(order, letter)["letter"]:
                if b"%PDF" in self.url_open(url, timeout=60).content:
                    got["printed"].add(login)
        self.assertEqual(got["document"], {"buyer"})
        self.assertEqual(got["letter"], set(), "not before it stands in the journal")
        self.assertEqual(got["printed"], {"clerk", "buyer"})
        letter.with_user(self.clerk)._release("spoiled")
        self.env.flush_all()
        self.log_in("clerk")
        for url in self._files(order, letter)["letter"]:
            self.assertNotIn(b"%PDF", self.url_open(url).content)

    @mute_logger(*NOISE)
    def test_nobody_changes_the_bought_document(self):
        order = self._buy({self.standard: 1})
        attachment = self.env["ir.attachment"].search(
            [("res_model", "=", order._name), ("res_field", "=", "document")]
        )
        before = attachment.raw
        forged = {
            "name": "document",
            "res_model": order._name,
            "res_id": order.id,
            "res_field": "document",
            "datas": base64.b64encode(b"forged").decode(),
        }
        for login in ("clerk", "accountant", "buyer", "stranger", "employee"):
            attachments = self.env["ir.attachment"].with_user(self.users[login])
            for attack in (
                lambda a: a.create(forged),
                lambda a: a.create({**forged, "res_field": False}),
                lambda a: a.browse(attachment.id).write({"raw": b"forged"}),
                lambda a: a.browse(attachment.id).write({"public": True}),
                lambda a: a.browse(attachment.id).generate_access_token(),
                lambda a: a.browse(attachment.id).unlink(),
            ):
                with self.assertRaises(AccessError), self.cr.savepoint():
                    attack(attachments)
        self.env.invalidate_all()
        self.assertEqual(order._document_bytes(), before)

    @mute_logger(*NOISE)
    def test_export_by_the_web_client(self):
        """Odoo's own export route: fields of groups stay hidden there, too."""
        order = self._buy({self.standard: 1})
        self.env.flush_all()
        for login in ("clerk", "accountant", "buyer", "stranger"):
            self.log_in(login)
            for name in (
                "document",
                "account",
                "confirmation_token",
                "company_id/internetmarke_password",
            ):
                data = {
                    "model": "internetmarke.order",
                    "fields": [{"name": name, "label": name, "type": "char"}],
                    "ids": order.ids,
                    "domain": [],
                    "import_compat": False,
                }
                for kind in ("csv", "xlsx"):
                    response = self.url_open(
                        f"/web/export/{kind}",
                        data={
                            "data": json.dumps(data),
                            "csrf_token": self.csrf_token()
                            if hasattr(self, "csrf_token")
                            else "",
                        },
                    )
                    content = response.content
                    if content.startswith(b"PK"):
                        book = zipfile.ZipFile(io.BytesIO(content))
                        content = b"".join(map(book.read, book.namelist()))
                    for secret in self.secrets():
                        self.assertNotIn(secret.encode(), content)
                    if login != "buyer":
                        document = base64.b64encode(order._document_bytes())
                        self.assertNotIn(document[:200], content)
