from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .attack import PUBLIC, USERS, AttackCase
from .run_common import RunCommon

NOISE = (
    "odoo.http",
    "odoo.models",
    "odoo.addons.base.models.ir_rule",
    "odoo.sql_db",
)
SILENT = {"tracking_disable": True, "mail_notrack": True}


@tagged("post_install", "-at_install")
class TestAttackRuns(RunCommon, AttackCase):
    """Mailing runs are attacked as the other books are."""

    def _attachment(self, file):
        return (
            self.env["ir.attachment"]
            .sudo()
            .search(
                [
                    ("res_model", "=", file._name),
                    ("res_field", "=", "document"),
                    ("res_id", "=", file.id),
                ]
            )
        )

    def test_a_forged_context_forges_no_letter_and_hides_no_change(self):
        self._buy({self.standard: 1})
        letter = self._frank(self._printed_invoice())
        moves = self._invoice(self.customers[0]) | self._invoice(self.customers[1])
        self.env.flush_all()
        self.log_in("clerk")
        forged = {
            "default_letter_id": letter.id,
            "default_state": "fine",
            "default_number": 77,
            "default_problem": "forged",
            "default_product_id": self.abroad.id,
            **SILENT,
        }
        _text, error = self.rpc(
            "account.move",
            "action_internetmarke_frank",
            [moves.ids],
            {"context": forged},
        )
        self.assertFalse(error)
        self.env.invalidate_all()
        run = self.env["internetmarke.run"].search([], limit=1)
        lines = run.line_ids
        self.assertEqual(lines.move_ids, moves)
        self.assertFalse(lines.letter_id)
        self.assertEqual(set(lines.mapped("state")), {"new"})
        self.assertFalse(any(lines.mapped("problem")))
        self.assertEqual(sorted(lines.mapped("number")), [1, 2])
        # What is changed in the transaction that creates a record is not tracked.
        self.cr.precommit.run()
        # The check of a new run has begun by itself.
        for method in ("action_stop", "action_cancel"):
            _text, error = self.rpc(
                "internetmarke.run", method, [run.ids], {"context": SILENT}
            )
            self.assertFalse(error)
        self.env.flush_all()
        self.cr.precommit.run()
        self.env.invalidate_all()
        self.assertEqual(run.state, "cancelled")
        changes = run.sudo().message_ids.tracking_value_ids
        self.assertIn("Cancelled", changes.mapped("new_value_char"))

    @mute_logger(*NOISE)
    def test_whose_files_are_whose(self):
        """Not even a person's stored default gives a file to everybody."""
        defaults = self.env["ir.default"].with_user(self.clerk)
        defaults.set("ir.attachment", "public", True, user_id=True)
        defaults.set("ir.attachment", "access_token", "known", user_id=True)
        run = self._franked(self._invoices())
        self._next(run)
        file = run.file_ids
        attachment = self._attachment(file)
        self.assertFalse(attachment.public or attachment.access_token)
        self.env.flush_all()
        got = set()
        for login in (PUBLIC, *USERS):
            self.log_in(login)
            for url in (
                f"/web/content/{file._name}/{file.id}/document",
                f"/web/content/{attachment.id}",
                f"/web/content/{attachment.id}?access_token=known",
            ):
                if b"%PDF" in self.url_open(url).content:
                    got.add(login)
        self.assertEqual(got, {"clerk", "buyer"})
        # A letter came back: its stamp is used up.
        run.letter_ids[0].with_user(self.clerk)._come_back("moved", False)
        self.assertFalse(file.has_document or self._attachment(file))

    def test_nobody_fills_the_envelopes_from_outside(self):
        moves = self._invoice(self.customers[0]) | self._invoice(self.customers[1])
        other = self._invoice()
        run = self._run(moves)
        line = run.line_ids[0]
        content = {
            "move_ids": [Command.set(other.ids)],
            "attachment_id": self.env["ir.attachment"].create({"name": "x"}).id,
            "document": "eA==",
            "document_name": "x.pdf",
        }
        for name, value in content.items():
            with self.assertRaises(AccessError):
                line.write({name: value})
        run.action_cancel()
        with self.assertRaises(AccessError):
            line.write({"move_ids": content["move_ids"]})
        self.assertFalse(other._internetmarke_in_open_run())
