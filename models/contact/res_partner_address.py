from odoo import models
from odoo.exceptions import UserError

from ... import postage


class ResPartner(models.Model):
    """The address gate: it tells before franking that a letter would come back."""

    _inherit = "res.partner"

    def _internetmarke_recipient(self):
        """Return a key: letters to contacts with the same key may share an envelope."""
        self.ensure_one()
        lines = tuple(self._internetmarke_address_lines())
        return self.commercial_partner_id, lines

    def _internetmarke_address(self):
        """Return the address as a ``postage.Address``, which can be checked."""
        self.ensure_one()
        return postage.Address(
            names=tuple(self._internetmarke_names()),
            street=self.street or "",
            street2=self.street2 or "",
            zip=self.zip or "",
            city=self.city or "",
            country=self.country_id.code or "",
            company=self.commercial_partner_id.is_company,
        )

    def _internetmarke_is_blocked(self):
        """Tell whether a letter to this contact would come back."""
        alerts = self._internetmarke_address_alerts().values()
        return any(alert["level"] == "danger" for alert in alerts)

    def _internetmarke_check_address(self):
        """Raise a UserError if a letter to this contact would come back."""
        alerts = self._internetmarke_address_alerts().values()
        reasons = [alert["message"] for alert in alerts if alert["level"] == "danger"]
        if reasons:
            raise UserError(
                "\n".join(
                    [
                        *reasons,
                        self.env._(
                            "Correct the contact, then frank again. No stamp was used."
                        ),
                    ]
                )
            )

    def _internetmarke_address_alerts(self):
        """Return what speaks against a letter to this contact.

        :return: as the widget ``actionable_errors`` shows it; the level ``danger``
            blocks franking, ``warning`` lets a person decide.
        """
        self.ensure_one()
        alerts = {}
        if self.internetmarke_undeliverable_since:
            alerts["undeliverable"] = self._internetmarke_alert(
                self.internetmarke_undeliverable_message, blocks=True
            )
        for fault in postage.address_faults(self._internetmarke_address()):
            alerts[fault.code] = self._internetmarke_alert(
                self._internetmarke_fault_message(fault), fault.blocks
            )
        alerts.update(self._internetmarke_recipient_alerts())
        return alerts

    def _internetmarke_recipient_alerts(self):
        """Return what may be wrong with the choice of this contact."""
        alerts = {}
        if self.type == "delivery":
            alerts["delivery_address"] = self._internetmarke_alert(
                self.env._(
                    "This is a delivery address, for goods and not for invoices."
                )
            )
        billing = self.browse(self.address_get(["invoice"])["invoice"])
        if billing.type == "invoice" and billing != self:
            alerts["invoice_address"] = self._internetmarke_alert(
                self.env._(
                    "The customer has an invoice address (%(contact)s), but the letter "
                    "goes to another one.",
                    contact=billing.display_name,
                ),
                contact=billing,
            )
        if self.company_name and not self.parent_id:
            alerts["company_name"] = self._internetmarke_alert(
                self.env._(
                    "The company's name (%(company)s) is not on the letter: the "
                    "contact is not linked to a company.",
                    company=self.company_name,
                )
            )
        return alerts

    def _internetmarke_alert(self, message, blocks=False, contact=None):
        contact = contact or self
        return {
            "level": "danger" if blocks else "warning",
            "message": message,
            "action_text": self.env._("Open Contact"),
            "action": contact._get_records_action(context={}),
        }

    def _internetmarke_fault_message(self, fault):
        """Return the words for a ``postage.AddressFault`` of this contact's address."""
        messages = {
            "name_missing": self.env._("The name is missing."),
            "street_missing": self.env._(
                "Street or post-office box is missing. Only recipients with their own "
                "postcode need none."
            ),
            "street_and_box": self.env._(
                "Enter the street or the post-office box, whichever belongs to the "
                "postcode."
            ),
            "packstation": self.env._(
                "No Standardbrief or Kompaktbrief is delivered to a Packstation: it "
                "comes back. Choose at least a Großbrief, or enter the street."
            ),
            "not_latin": self.env._(
                "The Post reads Latin letters only. Write name, street and town in "
                "Latin letters."
            ),
            "zip_missing": self.env._("The postcode is missing."),
            "zip_prefix": self.env._("Omit “D-” before the postcode."),
            "city_missing": self.env._("The city is missing."),
        }
        if fault.code in messages:
            return messages[fault.code]
        country = self.country_id.name
        guesses = self._internetmarke_country_names(fault.countries)
        if fault.code == "country_wrong":
            return self.env._(
                "The country is %(country)s, but the postcode says %(other)s.",
                country=country,
                other=guesses,
            )
        if fault.code == "country_missing":
            if not fault.blocks:
                return self.env._("The country is missing; taken for Germany.")
            message = self.env._("The country is missing.")
        else:
            message = self.env._(
                "There is no such postcode in %(country)s.", country=country
            )
        if guesses:
            message = self.env._(
                "%(message)s This one would be possible in %(countries)s.",
                message=message,
                countries=guesses,
            )
        return message

    def _internetmarke_country_names(self, codes, limit=3):
        countries = self.env["res.country"].search([("code", "in", codes)])
        by_code = dict(zip(countries.mapped("code"), countries, strict=True))
        found = [by_code[code].name for code in codes if code in by_code]
        return ", ".join(found[:limit])
