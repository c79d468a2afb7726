from odoo.tests import tagged

from .common import InternetmarkeCommon


@tagged("post_install", "-at_install")
class TestAuditTrail(InternetmarkeCommon):
    """Where the audit trail is restricted, as in Germany, Odoo deletes nothing in it.

    A tracked field that stands in it could not be removed at uninstall. Related
    fields inherit the tracking of what they are related to.
    """

    def _tracked(self, ours):
        """Return our tracked fields of our models, or of those of other modules."""
        return {
            str(model._fields[name])
            for model in self.env.values()
            if not model._abstract
            and isinstance(model, self.env.registry["mail.thread"])
            if model._name.startswith("internetmarke.") == ours
            for name in model._track_get_fields()
            if "internetmarke" in model._fields[name]._modules
        }

    def test_none_of_our_fields_is_tracked_on_other_models(self):
        self.assertEqual(self._tracked(ours=False), set())
        self.assertIn("internetmarke.letter.state", self._tracked(ours=True))

    def test_what_is_related_is_not_tracked_again(self):
        for name in self._tracked(ours=True):
            model, _dot, field = name.rpartition(".")
            self.assertFalse(self.env[model]._fields[field].related, name)
