from contextlib import nullcontext
from hashlib import sha256
from urllib.parse import urlsplit

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools.misc import file_path

from ...api import (
    API_URL,
    PRODUCTS_URL,
    Client,
    Credentials,
    InternetmarkeError,
    ProductsClient,
    host_names,
)
from ...printing import FORM_A, FORM_B
from ..core.private_sql import private_sql
from ..money.request import ENVIRONMENTS
from ..wording.delivery import DOCUMENT_HOSTS
from .res_company_demo import DEMO_HOST

PASSWORD_MAX_LENGTH = 22  # The longest password that POST /user takes (OpenAPI 1.30)
SECRETS = {
    "internetmarke_username",
    "internetmarke_password",
    "internetmarke_client_id",
    "internetmarke_client_secret",
}
# Which Portokasse it is, and all that it takes to log in.
ACCOUNT = {"internetmarke_environment", "internetmarke_username"}
CREDENTIALS = {"internetmarke_environment", *SECRETS}
REFUSALS = ("internetmarke_login_refused", "internetmarke_access_refused")
# The Post told these. Nobody types them in.
TOLD = {
    "internetmarke_balance",
    "internetmarke_balance_date",
    "internetmarke_currency_id",
    *REFUSALS,
    "internetmarke_refreshed_on",
    "internetmarke_prices_asked_on",
    "internetmarke_restock_activity_id",
}
SETTINGS = {
    "internetmarke_enabled",
    "internetmarke_environment",
    "internetmarke_min_balance",
    "internetmarke_shared",
    "internetmarke_topup_limit",
}


class ResCompany(models.Model):
    _inherit = "res.company"

    internetmarke_enabled = fields.Boolean(string="Use Internetmarke")
    internetmarke_environment = fields.Selection(
        string="Internetmarke Mode",
        selection=ENVIRONMENTS,
        default="production",
        required=True,
        help="Production buys real stamps with your Portokasse. "
        "Demo needs no account: its stamps say MUSTER and are no postage.",
    )
    internetmarke_username = fields.Char(
        string="Portokasse E-mail", groups="base.group_system", copy=False
    )
    internetmarke_password = fields.Char(
        string="Portokasse Password", groups="base.group_system", copy=False
    )
    internetmarke_client_id = fields.Char(
        string="Application Key (API Key)", groups="base.group_system", copy=False
    )
    internetmarke_client_secret = fields.Char(
        string="Application Secret (API Secret)", groups="base.group_system", copy=False
    )
    internetmarke_currency_id = fields.Many2one(
        comodel_name="res.currency",
        string="Portokasse Currency",
        default=lambda self: self.env.ref("base.EUR"),
        readonly=True,
        help="Deutsche Post charges in euro, whatever the company's own currency is.",
    )
    internetmarke_topup_limit = fields.Monetary(
        string="Top-Ups a Day",
        currency_field="internetmarke_currency_id",
        default=200.0,
        help="If all top-ups of 24 hours come to more, Odoo asks once more.",
    )
    internetmarke_balance = fields.Monetary(
        string="Portokasse Balance",
        currency_field="internetmarke_currency_id",
        readonly=True,
        copy=False,
        groups="account.group_account_invoice,account.group_account_readonly",
        help="The balance as the Post last reported it. The Portokasse may also be "
        "used elsewhere, so refresh it when it matters.",
    )
    internetmarke_balance_date = fields.Datetime(
        string="Balance Read On",
        readonly=True,
        copy=False,
        groups="account.group_account_invoice,account.group_account_readonly",
    )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_internetmarke_values(vals)
        unnamed = [(SETTINGS | TOLD) - vals.keys() for vals in vals_list]
        secret = any(SECRETS & vals.keys() for vals in vals_list)
        with private_sql() if secret else nullcontext():
            companies = super().create(vals_list)
        for company, names in zip(companies.sudo(), unnamed, strict=True):
            company._internetmarke_reset(names)
        return companies

    def write(self, vals):
        self._check_internetmarke_values(vals)
        if self._changes_internetmarke(CREDENTIALS, vals):
            vals = {**vals, **dict.fromkeys(REFUSALS, False)}
        if self._changes_internetmarke(ACCOUNT, vals):
            # What the Post told of another Portokasse.
            vals = {**vals, "internetmarke_balance_date": False}
            vals["internetmarke_balance"] = 0.0
        password = vals.get("internetmarke_password")
        if password and len(password) > PASSWORD_MAX_LENGTH:
            raise ValidationError(
                self.env._(
                    "The Portokasse password can have at most %(length)s characters. "
                    "Please enter the password of your Portokasse, not another one.",
                    length=PASSWORD_MAX_LENGTH,
                )
            )
        if not SECRETS & vals.keys():
            return super().write(vals)
        with private_sql():
            res = super().write(vals)
            self.flush_recordset()
        return res

    def _internetmarke_reset(self, names):
        """Give these fields the values that they have in a new company.

        Defaults in a context, and those that a person stored (``ir.default``), come
        from outside. They could switch on what the person has no right to.
        """
        defaults = {name: self._fields[name].default for name in names}
        self.write({name: get and get(self) for name, get in defaults.items()})

    def _changes_internetmarke(self, names, vals):
        """Tell whether a value differs from the stored one.

        Saving the same login again does not clear the note that it was refused.
        """
        return any(
            (company[name] or "") != (vals[name] or "")
            for name in names & vals.keys()
            for company in self.sudo()
        )

    def _check_internetmarke_values(self, vals):
        """Raise an AccessError unless the user may set these fields.

        A person who manages users may write companies too, but may not spend with them.
        """
        if self.env.su:
            return
        configured = SETTINGS & vals.keys() and not self.env.user.has_group(
            "base.group_system"
        )
        if TOLD & vals.keys() or configured:
            raise AccessError(
                self.env._(
                    "Only administrators set up Internetmarke, and the balance comes "
                    "from the Post. Nothing was changed."
                )
            )

    def _internetmarke_form(self):
        """Return the DIN 5008 form (A or B) that this company's invoices use."""
        self.ensure_one()
        # Unlike ``env.ref``, this does not ask the database each time.
        form_a = self.env["ir.model.data"]._xmlid_to_res_id(
            "l10n_din5008.paperformat_euro_din_a"
        )
        return FORM_A if form_a and self.paperformat_id.id == form_a else FORM_B

    def _internetmarke_font(self):
        """Return the file of the font that this company's invoices use, or None."""
        self.ensure_one()
        font = self.font or "Lato"
        name = f"google/{font}/{font}-Regular.ttf"
        if font == "Lato":
            name = "lato/Lato-Reg-webfont.ttf"
        try:
            return file_path(f"web/static/fonts/{name}")
        except FileNotFoundError:
            return None

    def _internetmarke_return_line(self):
        """Return the sender's one-line address, printed above the stamp."""
        return " · ".join(self._internetmarke_sender_lines())

    def _internetmarke_sender_lines(self):
        """Return the lines of the sender's address, as on an envelope."""
        self.ensure_one()
        partner = self.partner_id
        lines = (
            self.name,
            partner.street,
            partner.street2,
            " ".join(filter(None, (partner.zip, partner.city))),
        )
        return list(filter(None, lines))

    def _internetmarke_url(self, name, default):
        """Return the base URL of one of the Post's services.

        :param name: the system parameter that replaces the Post's own address, for
            example by a simulator on loopback. The client refuses other hosts.
        """
        if self.internetmarke_environment == "demo":
            return DEMO_HOST + urlsplit(default).path
        return self.env["ir.config_parameter"].sudo().get_param(name) or default

    def _internetmarke_shared_key(self):
        """Return key and secret that stand once for the whole database, or empty."""
        param = self.env["ir.config_parameter"].sudo().get_param
        names = ("internetmarke.client_id", "internetmarke.client_secret")
        return [param(name) or "" for name in names]

    def _internetmarke_has_shared_key(self):
        return all(self._internetmarke_shared_key())

    def _internetmarke_has_key(self):
        """Tell whether key and secret of the application are known."""
        self.ensure_one()
        shared_id, shared_secret = self._internetmarke_shared_key()
        company = self.sudo()
        return bool(
            (company.internetmarke_client_id or shared_id)
            and (company.internetmarke_client_secret or shared_secret)
        )

    def _internetmarke_credentials(self):
        """Return the credentials of the Portokasse and of the application.

        :raise UserError: if one of them is missing.
        """
        self.ensure_one()
        company = self.sudo()
        if company.internetmarke_environment == "demo":
            demo = company._internetmarke_simulator().credentials
            return Credentials(
                client_id=demo.client_id,
                client_secret=demo.client_secret,
                username=demo.username,
                password=demo.password,
            )
        shared_id, shared_secret = company._internetmarke_shared_key()
        credentials = Credentials(
            client_id=company.internetmarke_client_id or shared_id,
            client_secret=company.internetmarke_client_secret or shared_secret,
            username=company.internetmarke_username or "",
            password=company.internetmarke_password or "",
        )
        if not (credentials.username and credentials.password):
            raise UserError(
                self.env._(
                    "The e-mail and password of the Portokasse are missing. An "
                    "administrator can enter them in Settings > Invoicing > "
                    "Internetmarke. Nothing was sent to the Post."
                )
            )
        if not (credentials.client_id and credentials.client_secret):
            raise UserError(
                self.env._(
                    "The application key for the Post's service is missing. An "
                    "administrator can enter it in Settings > Invoicing > "
                    "Internetmarke. Nothing was sent to the Post."
                )
            )
        return credentials

    def _internetmarke_account(self):
        """Return a digest that identifies the Portokasse without naming it.

        The port of the address is left out: a simulator on loopback may change it.
        """
        self.ensure_one()
        company = self.sudo()
        url = company._internetmarke_url("internetmarke.api_url", API_URL)
        parts = (
            company.internetmarke_environment,
            urlsplit(url).hostname or "",
            (company.internetmarke_username or "").strip().lower(),
        )
        return sha256("\n".join(parts).encode()).hexdigest()

    def _internetmarke_client(self, explicit=False):
        """Return the client of the INTERNETMARKE service for this company.

        :param explicit: a person wants one more login, although the Post refused the
            last one.
        """
        self.ensure_one()
        return Client(
            self._internetmarke_credentials(),
            api_url=self._internetmarke_url("internetmarke.api_url", API_URL),
            session=self._internetmarke_session(),
            pacing=self._internetmarke_pacing(),
            logins=self._internetmarke_logins(explicit),
            document_hosts=host_names(
                self.env["ir.config_parameter"].sudo().get_param(DOCUMENT_HOSTS, "")
            ),
        )

    def _internetmarke_pacing(self):
        """Return the limit of calls to the Post. Demo mode has none."""
        if self.internetmarke_environment == "demo":
            return None
        client_id = self._internetmarke_credentials().client_id
        return self.env["internetmarke.call"]._pacing(client_id)

    def _internetmarke_products_client(self):
        """Return the client of the Products API for this company."""
        self.ensure_one()
        return ProductsClient(
            self._internetmarke_credentials().client_id,
            products_url=self._internetmarke_url(
                "internetmarke.products_url", PRODUCTS_URL
            ),
            session=self._internetmarke_session(),
            pacing=self._internetmarke_pacing(),
        )

    def _internetmarke_owner(self):
        """Return the name of the owner of the Portokasse, empty if it is not told."""
        self.ensure_one()
        try:
            profile = self._internetmarke_client().profile()
        except InternetmarkeError:
            return ""
        person = " ".join(filter(None, (profile.firstname, profile.lastname)))
        return profile.company or person
