from odoo import api, fields, models

# Sent back by the form, so that an invoice without stored PDF is rendered only once for
# it. Whether the letter fits is checked again when it is franked.
EXAMINED = {
    "compute": "_compute_examination",
    "compute_sudo": False,
    "precompute": True,
    "store": True,
    "readonly": False,
}
FOUND = ("page_counts", "window_problem", "window_warning", "document_problem")
CONTENT = (
    "move_ids",
    "document_ids",
    "partner_id",
    "document",
    "attachment_id",
    "company_id",
)
# The models of documents that a window waits for.
MODELS = ("account.move", "internetmarke.document")
# In the context while a window is stored: nobody waits for a PDF that is coming.
AT_ONCE = "internetmarke_at_once"


class InternetmarkeFrank(models.TransientModel):
    """The window opens before the PDFs in it are made, which takes seconds.

    While they are, it shows that they are coming, and neither weight nor product. The
    browser asks for them (``make_documents``) and says which are made (``prepared``);
    then they are looked into. Who franks before that gets all of it in one click.
    """

    _inherit = "internetmarke.frank"

    page_counts = fields.Json(**EXAMINED)
    window_problem = fields.Text(**EXAMINED)
    window_warning = fields.Text(**EXAMINED)
    document_problem = fields.Text(**EXAMINED)
    coming = fields.Char(
        compute="_compute_coming",
        compute_sudo=False,
        help="Names the documents whose PDF is being made.",
    )
    prepared = fields.Char(help="The documents whose PDF was made, named as in coming.")
    unseen = fields.Boolean(
        readonly=True, help="The documents were looked into without being shown."
    )

    @api.depends(*CONTENT, "prepared")
    def _compute_examination(self):
        now = self.filtered(lambda wizard: not wizard._waits())
        now._examine()
        (self - now).update(dict.fromkeys(FOUND, False))

    @api.depends(*CONTENT, "page_counts")
    def _compute_coming(self):
        for wizard in self:
            wizard.coming = not wizard.page_counts and wizard._name_unmade()

    def _waits(self):
        """Tell whether an open window waits for PDFs that are not made yet."""
        at_once = self.id or self.env.context.get(AT_ONCE)
        return not at_once and self._name_unmade() not in (False, self.prepared)

    def _name_unmade(self):
        """Return the documents without PDF, as "account.move,7,8", or False."""
        unmade = self._documents()._internetmarke_unmade()
        return bool(unmade) and ",".join([unmade._name, *map(str, unmade.ids)])

    @api.model
    def make_documents(self, coming):
        """Make the PDFs that an open window waits for. They are kept for a while."""
        self.check_access("create")
        model, *ids = coming.split(",")
        if model in MODELS:
            documents = self.env[model].browse(map(int, ids))
            documents.check_access("read")
            documents._internetmarke_render_shown()

    @api.model_create_multi
    def create(self, vals_list):
        at_once = self.with_context(**{AT_ONCE: True})
        wizards = super(InternetmarkeFrank, at_once).create(vals_list)
        wizards = wizards.with_env(self.env)
        wizards._look_now()
        return wizards

    def write(self, vals):
        res = super().write(vals)
        if not vals.get("page_counts", True):
            self._look_now()
        return res

    def _look_now(self):
        """Look into the documents that the person did not wait for."""
        coming = self.filtered("coming")
        if coming:
            coming._examine()
            coming.unseen = True

    def _show_unseen(self):
        """Return the window anew if it has something to tell that nobody has seen."""
        told = (
            self.in_the_way,
            self.window_problem,
            self.medium_warning,
            self.below_price,
            not self.stock_count,
        )
        return self._reopen() if self.unseen and any(told) else None
