from odoo import SUPERUSER_ID, api, fields, models


class InternetmarkeRun(models.Model):
    """The next run: what is sent by post waits in it until a person goes on with it.

    The sender of an invoice may lack the right to frank, or may be a scheduled job or a
    shop. So documents are added here as superuser. That buys and uses no stamp.
    """

    _inherit = "internetmarke.run"

    takes_next = fields.Boolean(
        string="Takes What Is Sent by Post",
        readonly=True,
        copy=False,
        help="Invoices that are sent by post are added automatically, until the "
        "letters are checked. After that they go into another run.",
    )

    @api.model
    def _next(self, company):
        """Return the run that collects the invoices that are sent by post now.

        If there is none, or somebody works on it already, a new one is made.
        """
        runs = self.with_user(SUPERUSER_ID).with_company(company)
        run = runs.search(
            [
                ("company_id", "=", company.id),
                ("takes_next", "=", True),
                ("state", "=", "collecting"),
                ("job", "=", False),
                ("letter_ids", "=", False),
            ],
            order="id",
            limit=1,
        )
        if run:
            return run
        person = self.env.user
        # The superuser is a scheduled job, or a payment on the website.
        works = person.id != SUPERUSER_ID and person.has_group(
            "account.group_account_invoice"
        )
        return runs.create(
            {
                "company_id": company.id,
                "takes_next": True,
                "user_id": works and person.id,
            }
        )
