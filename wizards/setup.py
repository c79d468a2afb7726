import base64

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..models.office.res_company_people import names_of
from ..printing import sample_letter

STEPS = [
    ("start", "Get Ready"),
    ("application", "Application"),
    ("login", "Login"),
    ("ready", "First Letter"),
]
# Whoever is refused so often should not try again: the Portokasse may be locked.
MAX_REFUSALS = 2
SECRETS = ("internetmarke_client_secret", "internetmarke_password")
HIDDEN = {"compute": "_compute_hidden", "inverse": "_inverse_hidden"}


class InternetmarkeSetup(models.TransientModel):
    """The first set-up in four steps, and later the window that takes a new login.

    What a step asks for is stored in the company at once. So the window may be closed
    at any time: it opens again at the step that is next. Password and secret only go
    in. Nothing shows them again, and the window itself does not keep them.
    """

    _name = "internetmarke.setup"
    _description = "Set Up Internetmarke"
    _inherit = ["internetmarke.own.company"]

    company_id = fields.Many2one(default=lambda self: self.env.company)
    step = fields.Selection(
        selection=STEPS, required=True, default=lambda self: self._next_step()
    )
    environment = fields.Selection(related="company_id.internetmarke_environment")
    payer_name = fields.Char(compute="_compute_payer_name")
    # Named as in the company, so that the same filters keep them out of the logs.
    internetmarke_client_id = fields.Char(
        related="company_id.internetmarke_client_id", readonly=False
    )
    internetmarke_client_secret = fields.Char(
        string="Application Secret (API Secret)", **HIDDEN
    )
    internetmarke_username = fields.Char(
        related="company_id.internetmarke_username", readonly=False, string="E-mail"
    )
    internetmarke_password = fields.Char(string="Password", **HIDDEN)
    secret_known = fields.Boolean(compute="_compute_known")
    password_known = fields.Boolean(compute="_compute_known")
    key_is_shared = fields.Boolean(compute="_compute_known")
    login_refused = fields.Boolean(related="company_id.internetmarke_login_refused")
    # What the last test in this window told.
    problem = fields.Text(readonly=True)
    refusals = fields.Integer(readonly=True)
    stop_testing = fields.Boolean(compute="_compute_stop_testing")
    owner = fields.Char(readonly=True)
    balance = fields.Char(compute="_compute_balance", compute_sudo=True)
    may_buy = fields.Boolean(compute="_compute_may")
    may_frank = fields.Boolean(compute="_compute_may")
    buyers = fields.Char(compute="_compute_may")

    @api.depends("company_id")
    def _compute_payer_name(self):
        for wizard in self:
            payer = wizard.company_id._internetmarke_payer()
            wizard.payer_name = payer != wizard.company_id and payer.name

    def _compute_hidden(self):
        for name in SECRETS:
            self[name] = False

    def _inverse_hidden(self):
        self._check_may_set_up()
        for wizard in self:
            # An empty field leaves what is known and not shown.
            values = {name: wizard[name] for name in SECRETS if wizard[name]}
            wizard.company_id.write(values)
        self.invalidate_recordset(SECRETS)

    @api.depends("company_id", "internetmarke_client_id", "internetmarke_username")
    def _compute_known(self):
        for wizard in self:
            company = wizard.company_id
            wizard.secret_known = bool(company.internetmarke_client_secret)
            wizard.password_known = bool(company.internetmarke_password)
            wizard.key_is_shared = company._internetmarke_has_shared_key()

    @api.depends("refusals")
    def _compute_stop_testing(self):
        for wizard in self:
            wizard.stop_testing = wizard.refusals >= MAX_REFUSALS

    @api.depends("company_id")
    def _compute_balance(self):
        for wizard in self:
            company = wizard.company_id
            known = company.internetmarke_balance_date
            euros = company.internetmarke_currency_id.format
            wizard.balance = known and euros(company.internetmarke_balance)

    @api.depends("company_id")
    def _compute_may(self):
        self.may_buy = self.env.user.has_group("internetmarke.group_buyer")
        self.may_frank = self.env.user.has_group("account.group_account_invoice")
        for wizard in self:
            wizard.buyers = names_of(wizard.company_id._internetmarke_buyers())

    def _next_step(self):
        """Return the step that comes next, as far as the company is set up."""
        # An administrator need not have the right to read balances.
        company = (self.company_id or self.env.company).sudo()
        enabled = company.internetmarke_enabled
        if company.internetmarke_environment == "demo":
            return "ready" if enabled else "start"
        begun = company.internetmarke_client_id or company.internetmarke_username
        if not (enabled or begun):
            return "start"
        if not company._internetmarke_has_key():
            return "application"
        known = company.internetmarke_username and company.internetmarke_password
        refused = company.internetmarke_login_refused
        refused = refused or company.internetmarke_access_refused
        tested = company.internetmarke_balance_date and not refused
        return "ready" if enabled and known and tested else "login"

    def action_back(self):
        """Go back by a step. What was entered stays."""
        self._check_may_set_up()
        steps = [step for step, _name in STEPS]
        self.step = steps[max(steps.index(self.step) - 1, 0)]
        return self._reopen()

    def action_try_demo(self):
        """Switch on the demo mode, which needs no account."""
        self._check_may_set_up()
        self.company_id.write(
            {"internetmarke_environment": "demo", "internetmarke_enabled": True}
        )
        self.step = "ready"
        return self._reopen()

    def action_begin(self):
        """Begin with the real Portokasse."""
        self._check_may_set_up()
        if self.environment != "production":
            self.company_id.internetmarke_environment = "production"
        self.step = "application"
        return self._reopen()

    def action_use_key(self):
        """Go on with the application's key and secret, if both are known."""
        self._check_may_set_up()
        if not self.company_id._internetmarke_has_key():
            raise UserError(
                self.env._(
                    "Enter the application key and the application secret. The DHL "
                    "developer portal shows both once the application is approved."
                )
            )
        self.step = "login"
        return self._reopen()

    def action_test(self):
        """Log in once with what is entered, and tell what the Post answered.

        Nothing but this window's own row is written here, after a lock: Odoo repeats
        a request that meets another one, and the login must not be repeated.
        """
        self._check_may_set_up()
        company = self.company_id
        if not (company.internetmarke_username and company.internetmarke_password):
            raise UserError(
                self.env._(
                    "Enter e-mail and password of the Portokasse. Nothing was sent to "
                    "the Post."
                )
            )
        if not self.try_lock_for_update():
            return self._reopen()
        try:
            company._internetmarke_test_login()
        except UserError as error:
            # Only a wrong login may lock the Portokasse.
            refused = getattr(error.__cause__, "cause", "") == "login"
            self.write({"problem": str(error), "refusals": self.refusals + refused})
            return self._reopen()
        company._internetmarke_switch_on()
        self.write(
            {
                "step": "ready",
                "problem": False,
                "refusals": 0,
                "owner": company._internetmarke_owner(),
            }
        )
        return self._reopen()

    def action_buy(self):
        self._check_may_set_up()
        return self.env["ir.actions.actions"]._for_xml_id(
            "internetmarke.internetmarke_buy_action"
        )

    def action_overview(self):
        self._check_may_set_up()
        return {**self.env["internetmarke.overview"].action_open(), "target": "main"}

    def action_frank_sample(self):
        """Open the window that franks a letter, with one to the company itself."""
        self._check_may_set_up()
        letter = sample_letter(
            self.env._("A letter to try"),
            [
                self.env._("Dear colleagues,"),
                self.env._(
                    "this letter shows what Odoo prints: address and stamp stand in "
                    "the window of the envelope."
                ),
                self.env._(
                    "Put it into your envelope and see whether both can be read while "
                    "the sheet slides. If they are too high or too low, adjust the "
                    "printer tray."
                ),
                self.env._("The stamp says MUSTER and is no postage."),
            ],
        )
        action = self.env["ir.actions.actions"]._for_xml_id(
            "internetmarke.internetmarke_new_letter_action"
        )
        action["context"] = {
            "default_company_id": self.company_id.id,
            "default_partner_id": self.company_id.partner_id.id,
            "default_document": base64.b64encode(letter).decode(),
            "default_document_name": self.env._("Sample letter.pdf"),
        }
        return action

    def _check_may_set_up(self):
        if not self.env.user.has_group("base.group_system"):
            raise AccessError(
                self.env._("Only administrators set up Internetmarke. Ask one of them.")
            )
        self.check_access("write")

    def _reopen(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env["ir.model"]._get(self._name).name,
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }
