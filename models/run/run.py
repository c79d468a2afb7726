from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..core.plain_context import plain
from ..letter.envelopes import ENVELOPES, SMALLEST
from ..money.request import ENVIRONMENTS
from ..stock.product import SERVICES

STATES = [
    ("collecting", "Collecting"),
    ("checked", "Checked"),
    ("franked", "Franked"),
    ("printed", "Printed"),
    ("done", "Done"),
    ("cancelled", "Cancelled"),
]
# All letters of a run have these in common, until somebody changes single ones.
OPTIONS = ("service", "duplex", "paper", "envelope", "enclosures", "thickness")
# Only the buttons write these. They say in whose name stamps are used, and who buys.
GUARDED = {
    "name",
    "state",
    "closed",
    "job",
    "job_user_id",
    "job_on",
    "job_total",
    "job_left",
    "job_problem",
    "printed_from",
    "buy_token",
    "buy_on",
    "takes_next",
}


class InternetmarkeRun(models.Model):
    """Many letters that are decided, bought for, franked and printed together.

    ``state`` follows from the letters. It says where the run is, not what is allowed.
    ``next_step`` is what comes next. Documents come in by run_collecting.py; long work
    is done in chunks by run_working.py; run_needs.py tells what is needed. The work
    itself is in line_checking.py, run_franking.py and run_printing.py.
    """

    _name = "internetmarke.run"
    _description = "Mailing Run"
    _inherit = ["internetmarke.thread"]
    _order = "id desc"
    _check_company_auto = True

    name = fields.Char(readonly=True, copy=False)
    date = fields.Date(default=fields.Date.context_today, required=True, copy=False)
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
        domain="[('id', 'in', allowed_company_ids)]",
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Responsible",
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
    )
    environment = fields.Selection(
        selection=ENVIRONMENTS,
        compute="_compute_environment",
        string="Mode",
    )
    currency_id = fields.Many2one(related="company_id.internetmarke_currency_id")
    closed = fields.Selection(
        selection=[("done", "Done"), ("cancelled", "Cancelled")],
        readonly=True,
        copy=False,
    )
    state = fields.Selection(
        selection=STATES,
        compute="_compute_state",
        store=True,
        index=True,
        tracking=True,
    )
    combine = fields.Boolean(
        string="One Envelope for Each Recipient",
        default=True,
        help="All documents to one address lie in one envelope, with one stamp. "
        "Otherwise each document is a letter of its own.",
    )
    service = fields.Selection(selection=SERVICES, default="none", required=True)
    duplex = fields.Boolean(
        string="Print on Both Sides",
        compute="_compute_materials",
        precompute=True,
        store=True,
        readonly=False,
    )
    paper = fields.Integer(
        string="Paper (g/m²)",
        compute="_compute_materials",
        precompute=True,
        store=True,
        readonly=False,
        aggregator=None,
    )
    envelope = fields.Selection(
        selection=[(SMALLEST, "Smallest that fits"), *ENVELOPES],
        compute="_compute_materials",
        precompute=True,
        store=True,
        readonly=False,
        required=True,
    )
    enclosures = fields.Float(
        string="Enclosures (g)",
        digits=(8, 2),
        help="What else goes into each envelope: leaflets, forms, a card.",
    )
    thickness = fields.Float(
        string="Thickness of Enclosures (mm)",
        digits=(8, 2),
        help="If they are thicker than paper of this weight.",
    )
    line_ids = fields.One2many("internetmarke.run.line", "run_id", string="Lines")
    blocked_line_ids = fields.One2many(
        "internetmarke.run.line", "run_id", domain=[("state", "=", "blocked")]
    )
    fine_line_ids = fields.One2many(
        "internetmarke.run.line", "run_id", domain=[("state", "in", ("new", "fine"))]
    )
    left_out_line_ids = fields.One2many(
        "internetmarke.run.line", "run_id", domain=[("state", "=", "left_out")]
    )
    file_ids = fields.One2many("internetmarke.run.file", "run_id", readonly=True)
    file_count = fields.Integer(compute="_compute_file_count")
    letter_ids = fields.One2many("internetmarke.letter", "run_id", readonly=True)
    letter_count = fields.Integer(string="Letters", compute="_compute_figures")
    sheet_count = fields.Integer(string="Sheets", compute="_compute_figures")
    new_count = fields.Integer(string="To Check", compute="_compute_figures")
    blocked_count = fields.Integer(string="In the Way", compute="_compute_figures")
    left_out_count = fields.Integer(string="Left Out", compute="_compute_figures")
    to_frank_count = fields.Integer(string="To Frank", compute="_compute_figures")
    to_print_count = fields.Integer(string="To Print", compute="_compute_figures")
    franked_count = fields.Integer(string="Franked", compute="_compute_figures")
    printed_count = fields.Integer(compute="_compute_figures")

    @api.model_create_multi
    def create(self, vals_list):
        named = []
        for vals in vals_list:
            self._check_values(vals)
            sequence = self.env["ir.sequence"].sudo()
            if vals.get("company_id"):
                sequence = sequence.with_company(vals["company_id"])
            named.append({**vals, "name": sequence.next_by_code("internetmarke.run")})
        runs = super(InternetmarkeRun, plain(self)).create(named)
        return runs.with_env(self.env)

    def write(self, vals):
        self._check_values(vals)
        if "company_id" in vals and self.sudo().line_ids:
            raise UserError(
                self.env._(
                    "The letters of a mailing run belong to its company. Nothing was "
                    "changed; begin another run for the other company."
                )
            )
        return super().write(vals)

    def _check_values(self, vals):
        if not self.env.su and vals.keys() & GUARDED:
            raise AccessError(self.env._("A mailing run moves on by its buttons only."))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_franked(self):
        if self.sudo().letter_ids:
            raise UserError(
                self.env._(
                    "A mailing run whose letters were franked stays as the register of "
                    "what was sent. Nothing was deleted."
                )
            )

    @api.depends("closed", "line_ids.state", "line_ids.letter_state")
    def _compute_state(self):
        counts = self._count_lines()
        for run in self:
            states = counts.get(run._origin.id, {})
            if run.closed:
                run.state = run.closed
            elif not states or any(state == "new" for state, _letter in states):
                run.state = "collecting"
            elif ("fine", False) in states or not any(map(_has_letter, states)):
                run.state = "checked"
            elif any(letter == "franked" for _state, letter in states):
                run.state = "franked"
            else:
                run.state = "printed"

    @api.depends("company_id")
    def _compute_environment(self):
        for run in self:
            payer = run.company_id and run._payer()
            run.environment = payer and payer.internetmarke_environment

    @api.depends("company_id")
    def _compute_materials(self):
        for run in self:
            run.duplex = run.company_id.internetmarke_duplex
            run.paper = run.company_id.internetmarke_paper
            run.envelope = run.company_id.internetmarke_envelope

    @api.depends("file_ids")
    def _compute_file_count(self):
        for run in self:
            run.file_count = len(run.file_ids)

    @api.depends("line_ids.state", "line_ids.letter_state", "line_ids.sheets")
    def _compute_figures(self):
        counts = self._count_lines()
        for run in self:
            found = counts.get(run._origin.id, {})

            def total(index, *states, letters=None, found=found):
                return sum(
                    numbers[index]
                    for (state, letter), numbers in found.items()
                    if state in states and (letters is None or letter in letters)
                )

            run.letter_count = total(0, "new", "blocked", "fine")
            run.sheet_count = total(1, "new", "fine")
            run.new_count = total(0, "new")
            run.blocked_count = total(0, "blocked")
            run.left_out_count = total(0, "left_out")
            run.to_frank_count = total(0, "fine", letters=(False,))
            run.to_print_count = total(0, "fine", letters=("franked",))
            run.franked_count = total(
                0, "blocked", "fine", letters=("franked", "printed", "came_back")
            )
            run.printed_count = total(
                0, "blocked", "fine", letters=("printed", "came_back")
            )

    def _count_lines(self):
        """Return ``{run id: {(state, state of the letter): (letters, sheets)}}``."""
        groups = self.env["internetmarke.run.line"]._read_group(
            [("run_id", "in", self.ids)],
            ["run_id", "state", "letter_state"],
            ["__count", "sheets:sum"],
        )
        counts = {}
        for run, state, letter, count, sheets in groups:
            counts.setdefault(run.id, {})[state, letter or False] = (count, sheets)
        return counts

    def _check_may_work(self):
        """Raise unless the user may frank, and the run is open."""
        self.ensure_one()
        self.env["internetmarke.letter"]._check_may_frank()
        self.check_access("write")
        if self.closed:
            raise UserError(
                self.env._("%(run)s is closed. Nothing was changed.", run=self.name)
            )

    def _payer(self):
        """Return the company whose Portokasse and stock this run uses."""
        return self.company_id._internetmarke_payer()

    def action_apply(self):
        """Show what the options mean for all letters.

        The web client has saved them before it calls this, and reads anew afterwards.
        """
        self._check_may_work()
        return True

    def action_view_lines(self):
        """Show the letters in a list where many can be marked and changed."""
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id(
            "internetmarke.internetmarke_run_line_action"
        )
        action["domain"] = [("run_id", "=", self.id)]
        action["context"] = {
            f"search_default_{self.env.context.get('lines', 'all')}": 1,
        }
        return action

    def action_view_letters(self):
        self.ensure_one()
        return self.letter_ids._get_records_action(name=self.env._("Letters"))


def _has_letter(states):
    _state, letter = states
    return letter not in (False, "released")
