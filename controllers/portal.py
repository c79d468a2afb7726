from odoo.http import request

from odoo.addons.account.controllers.portal import PortalAccount

from ..models.core.sending import BY_POST


class PortalSending(PortalAccount):
    def _prepare_my_account_rendering_values(self, *args, **kwargs):
        # EXTENDS 'account': the office decides who gets post, not the customer. But who
        # gets post keeps it when something else of the contact is changed here.
        values = super()._prepare_my_account_rendering_values(*args, **kwargs)
        partner = request.env.user.partner_id
        if partner.invoice_sending_method == BY_POST:
            field = partner._fields["invoice_sending_method"]
            labels = dict(field._description_selection(request.env))
            values["invoice_sending_methods"][BY_POST] = labels[BY_POST]
        return values
