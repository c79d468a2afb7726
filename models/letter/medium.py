from odoo import api, fields, models

from ...printing import label_formats
from .envelopes import ENVELOPES

MEDIA = [
    ("window", "Address Window"),
    ("cover_sheet", "Cover Sheet"),
    ("envelope", "Envelope"),
    ("label", "Label"),
]
# These need an envelope with a window.
IN_WINDOW = ("window", "cover_sheet")


def label_format_names(_model=None):
    """Return the Post's page formats with labels, as a selection sorted by name."""
    names = []
    for number, sheet in label_formats().items():
        name = sheet.name
        if sheet.label_count > 1:
            name = f"{name} ({sheet.columns} × {sheet.rows})"
        names.append((str(number), name))
    return sorted(names, key=lambda item: item[1].casefold())


class InternetmarkeMedium(models.AbstractModel):
    """The medium with stamp and address, for letters and for the wizards."""

    _name = "internetmarke.medium"
    _description = "What a Letter Is Printed On"

    medium = fields.Selection(
        selection=MEDIA,
        string="Print Type",
        required=True,
        help="Address window: return line, stamp and address stand on the document's "
        "first page, for an envelope with a window.\n"
        "Cover sheet: they stand on a sheet of their own that lies before the "
        "document, for an envelope with a window.\n"
        "Envelope: sender, stamp and address are printed on an envelope without a "
        "window.\n"
        "Label: stamp and address are printed on a label for any envelope.",
    )
    printed_envelope = fields.Selection(
        selection=ENVELOPES,
        string="Envelope to Print",
        help="The envelope that is fed into the printer.",
    )
    label_format = fields.Selection(selection=label_format_names)
    label_position = fields.Integer(
        string="First Free Label",
        aggregator=None,
        help="Labels are counted in rows from the top left one.",
    )
    label_address = fields.Boolean(
        string="Address on the Label",
        help="Without it, the label shows the stamp alone and goes on an envelope "
        "that shows the address already.",
    )
    tray_id = fields.Many2one(
        comodel_name="internetmarke.tray",
        string="Printer Tray",
        ondelete="restrict",
        check_company=True,
    )

    def _medium_values(self, medium):
        """Return the fields that matter for the medium, as values for a letter."""
        self.ensure_one()
        label = medium == "label"
        return {
            "medium": medium,
            "printed_envelope": medium == "envelope" and self.printed_envelope,
            "label_format": label and self.label_format,
            "label_position": label and self.label_position,
            "label_address": label and self.label_address,
            "tray_id": self.tray_id.id,
        }

    @api.model
    def _label_sheet(self, label_format):
        """Return the page format with this name, or None."""
        return label_formats().get(int(label_format)) if label_format else None
