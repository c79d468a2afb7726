from collections import Counter

from odoo.tests import tagged
from odoo.tools import convert_file

from .common import InternetmarkeCommon


@tagged("post_install", "-at_install")
class TestDemoOffice(InternetmarkeCommon):
    def test_letters_in_every_state(self):
        """The job makes what a visitor of a database with demo data looks at."""
        self.env.user.company_ids |= self.company
        file = "demo/office_demo.xml"
        convert_file(self.env, "internetmarke", file, {}, "init")
        company = self.env.ref("internetmarke.demo_company")
        sold = len(self._paid_orders())
        self._run_job("demo_job")
        mine = [("company_id", "=", company.id)]
        letters = self.env["internetmarke.letter"].search(mine)
        states = {"franked": 1, "printed": 2, "came_back": 1, "released": 1}
        self.assertEqual(Counter(letters.mapped("state")), states)
        self.assertEqual(set(letters.mapped("environment")), {"demo"})
        self.assertEqual(set(letters.mapped("medium")), {"window"})
        order = self.env["internetmarke.order"].search(mine)
        self.assertEqual((order.state, order.environment), ("done", "demo"))
        retoure = self.env["internetmarke.retoure"].search(mine)
        self.assertEqual((retoure.stamp_count, retoure.environment), (1, "demo"))
        run = self.env["internetmarke.run"].search(mine)
        self.assertEqual((run.state, run.letter_count), ("collecting", 4))
        self.assertEqual(run.line_ids.move_ids.currency_id.name, "EUR")
        self.assertEqual(len(self._paid_orders()), sold, "none from the real Post")
        self.assertFalse(self.env.ref("internetmarke.demo_job").active)
        self._run_job("demo_job")
        self.assertEqual(self.env["internetmarke.letter"].search(mine), letters)
