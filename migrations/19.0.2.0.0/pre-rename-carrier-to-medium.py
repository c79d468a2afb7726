"""What stamp and address are printed on is called medium, and came back is a state."""

from odoo.tools.sql import column_exists, rename_column

RENAMED = [
    ("internetmarke.letter", "carrier", "medium"),
    ("res.company", "internetmarke_carrier", "internetmarke_medium"),
]


def migrate(cr, version):
    for model, old, new in RENAMED:
        table = model.replace(".", "_")
        if not column_exists(cr, table, old):
            continue
        rename_column(cr, table, old, new)
        cr.execute(
            "UPDATE ir_model_fields SET name = %s WHERE model = %s AND name = %s",
            [new, model, old],
        )
        cr.execute(
            """
            UPDATE ir_model_data SET name = %s
             WHERE module = 'internetmarke' AND model = 'ir.model.fields' AND name = %s
            """,
            [f"field_{table}__{new}", f"field_{table}__{old}"],
        )
    cr.execute(
        """
        UPDATE internetmarke_letter SET state = 'came_back'
         WHERE came_back_on IS NOT NULL AND state = 'printed'
        """
    )
    # What a person was asked and has not answered: asked again after the update.
    cr.execute("DELETE FROM internetmarke_frank")
    # The window that asked what to print on instead has another name now.
    cr.execute(
        """
        DROP TABLE IF EXISTS internetmarke_carrier_change_internetmarke_letter_rel,
                             internetmarke_carrier_change
        """
    )
