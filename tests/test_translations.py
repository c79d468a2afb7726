import io

import polib

from odoo.tests import TransactionCase, tagged
from odoo.tools import file_open
from odoo.tools.translate import trans_export


@tagged("post_install", "-at_install")
class TestTranslations(TransactionCase):
    def test_the_template_is_current(self):
        """i18n/internetmarke.pot has each text of the sources, and no other."""
        buffer = io.BytesIO()
        trans_export(False, ["internetmarke"], buffer, "po", self.env)
        exported = {entry.msgid for entry in polib.pofile(buffer.getvalue().decode())}
        with file_open("internetmarke/i18n/internetmarke.pot") as template:
            kept = {entry.msgid for entry in polib.pofile(template.read())}
        self.assertGreater(len(exported), 1000)
        self.assertFalse(exported - kept, "texts that are not in the template")
        self.assertFalse(kept - exported, "texts of the template that are gone")
