from odoo.tests import TransactionCase, tagged

# Odoo deletes and merges these at any time. The database then looks for their
# references in each table: without an index, in each row.
DELETED = {"account.move", "ir.attachment", "res.partner"}


@tagged("post_install", "-at_install")
class TestIndexes(TransactionCase):
    def test_what_others_delete_is_found_by_an_index(self):
        slow = []
        for model in self.env.values():
            if model._original_module != "internetmarke" or model._transient:
                continue
            # Those without a table are read from others.
            if not model._auto:
                continue
            for field in model._fields.values():
                if field.type == "many2one" and field.store and not model._abstract:
                    if field.comodel_name in DELETED and not self._is_indexed(field):
                        slow.append(str(field))
        self.assertEqual(slow, [])

    def _is_indexed(self, field):
        table = self.env[field.model_name]._table
        self.env.cr.execute(
            "SELECT 1 FROM pg_indexes WHERE tablename = %s AND indexdef LIKE %s",
            [table, f"%({field.name})%"],
        )
        return bool(self.env.cr.rowcount)
