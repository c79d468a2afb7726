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
    move_id = fields.Many2one("account.move", ondelete="cascade")
    document_id = fields.Many2one(
        "internetmarke.document", index="btree_not_null", ondelete="cascade"
    )
    type_id = fields.Many2one(
        related="document_id.type_id", string="Kind of Document", store=True
    )
    res_model = fields.Char(related="document_id.res_model", store=True)
    res_id = fields.Many2oneReference(
        related="document_id.res_id", model_field="res_model", store=True
    )

    _one_document = models.Constraint(
        "CHECK (num_nonnulls(move_id, document_id) = 1)",
        "An invoice or another document waits in a run.",
    )
    _record_once = models.UniqueIndex(
        "(type_id, res_model, res_id) WHERE document_id IS NOT NULL",
        "One of these documents has just been taken into another mailing run. Nothing "
        "was changed; collect again.",
    )
    _move_once = models.UniqueIndex(
        "(move_id)",
        "One of these documents has just been taken into another mailing run. Nothing "
        "was changed; collect again.",
    )
