from odoo import fields, models


class InternetmarkeRunDocument(models.Model):
    """A document that waits in an open run.

    The row exists only while the run is open and the letter is part of it. So the
    database itself keeps a document out of a second run, also when two people
    collect it at the same time.
    """

    _name = "internetmarke.run.document"
    _description = "Document in an Open Mailing Run"
    _inherit = ["internetmarke.books"]

    line_id = fields.Many2one(
        "internetmarke.run.line", required=True, index=True, ondelete="cascade"
    )
    move_id = fields.Many2one("account.move", required=True, ondelete="cascade")

    _move_once = models.UniqueIndex(
        "(move_id)",
        "One of these documents has just been taken into another mailing run. Nothing "
        "was changed; collect again.",
    )
