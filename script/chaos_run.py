"""Kill Odoo in the middle of its work (runs inside `odoo shell`).

Each operation runs in a process of its own, forked from this one, with connections of
its own. It is killed (SIGKILL) before each statement of the protocol in turn, and then
at random moments. After each kill time passes and the scheduled jobs run; at the end
the books of Odoo and of the Post must agree to the cent.
"""

import os
import random
import signal
import sys
import time
import traceback

import requests

from odoo import api, sql_db
from odoo.service.model import retrying

PROTOCOL = tuple(
    f"/models/internetmarke_{name}.py"
    for name in (
        "charge",
        "delivery",
        "franking",
        "letter",
        "purchase",
        "request",
        "retoure",
        "stamp",
    )
)
JOBS = ("resolve_orders", "settle_charges", "follow_retoures")
OPEN = {
    "internetmarke.order": ("draft", "requested", "paid"),
    "internetmarke.charge": ("draft", "requested"),
    "internetmarke.retoure": ("draft", "requested", "pending"),
}


def setting(name):
    return os.environ[f"INTERNETMARKE_CHAOS_{name}"]


class Office:
    """An office with a Portokasse, one invoice to frank, and processes to kill."""

    def __init__(self, env):
        self.registry, self.uid, self.company_id = env.registry, env.uid, env.company.id
        param = env["ir.config_parameter"].set_param
        param("internetmarke.api_url", setting("URL"))
        param("internetmarke.products_url", setting("PRODUCTS_URL"))
        param("report.url", setting("BASE_URL"))
        # Two hours of a real office are a few minutes here.
        param("internetmarke.call_limit", "1000000")
        env.company.write(
            {
                "internetmarke_enabled": True,
                "internetmarke_environment": "production",
                "internetmarke_username": setting("USERNAME"),
                "internetmarke_password": setting("PASSWORD"),
                "internetmarke_client_id": setting("CLIENT_ID"),
                "internetmarke_client_secret": setting("CLIENT_SECRET"),
            }
        )
        moves = env["account.move"].search(
            [
                ("move_type", "=", "out_invoice"),
                ("partner_id.country_id.code", "=", "DE"),
            ]
        )
        self.move_id = moves[-1:].id
        env["account.move"].browse(self.move_id)._internetmarke_document()
        self.product_id = env["internetmarke.product"].search([("code", "=", 1)]).id
        self.by_hand = 0
        env.cr.commit()
        # A forked process must not share a connection with this one.
        env.cr.close()
        sql_db.close_all()

    def run(self, act):
        """Do something in a transaction of this process, then drop its connections."""
        with self.registry.cursor() as cr:
            result = act(api.Environment(cr, self.uid, {}))
        sql_db.close_all()
        return result

    def fork(self, operation, token, before=None):
        """Do an operation in a process of its own, killed before a statement of it."""
        pid = os.fork()
        if pid:
            return pid
        try:
            if before is not None:
                sys.settrace(kill_before(before))
            with self.registry.cursor() as cr:
                env = api.Environment(cr, self.uid, {})
                retrying(lambda: operation(self, env, token), env)
        finally:
            os._exit(0)

    def let_time_pass(self):
        """Let all calls be long over and the scheduled jobs run, while that helps."""
        for _round in range(4):
            if not self.run(count_open):
                return
            self.run(self.age)
            for job in JOBS:
                self.run(
                    lambda env, job=job: env.ref(
                        f"internetmarke.ir_cron_{job}"
                    ).method_direct_trigger()
                )
            self.run(self.settle_by_hand)

    def age(self, env):
        for model in OPEN:
            env.cr.execute(
                f"UPDATE {env[model]._table}"
                " SET write_date = write_date - interval '1 hour',"
                " claimed_on = claimed_on - interval '1 hour'"
            )

    def settle_by_hand(self, env):
        """Look into the Portokasse, as a person would who is asked to."""
        charges = env["internetmarke.charge"]
        for charge in charges.search([("settle_by_hand", "=", True)]):
            known = charges.search_count([("state", "=", "done")])
            self.by_hand += 1
            if len(wallet()["charges"]) > known:
                charge.action_credited()
            else:
                charge.action_not_credited()


def kill_before(wanted):
    """Trace the protocol and kill this process before its n-th new statement."""
    seen = set()

    def trace(frame, event, _argument):
        if not frame.f_code.co_filename.endswith(PROTOCOL):
            return None
        if event == "line":
            seen.add((frame.f_code.co_filename, frame.f_lineno))
            if len(seen) == wanted:
                os.kill(os.getpid(), signal.SIGKILL)
        return trace

    return trace


def purchase(office, env, token):
    product = env["internetmarke.product"].browse(office.product_id)
    quantities = [(product, 2, round(product.price * 100))]
    env["internetmarke.order"]._purchase(env.company, quantities, token)


def top_up(office, env, token):
    env["internetmarke.charge"]._top_up(env.company, 1000, token)


def refund(office, env, token):
    stamp = env["internetmarke.stamp"].search([("state", "=", "stock")], limit=1)
    if stamp:
        env["internetmarke.retoure"]._refund(stamp.order_id, stamp, token)


def frank(office, env, token):
    move = env["account.move"].browse(office.move_id)
    if move.internetmarke_letter_id:
        move.action_internetmarke_release()
    else:
        wizard = env["internetmarke.frank"].with_context(default_move_id=move.id)
        wizard.create({})._frank()


OPERATIONS = (top_up, purchase, refund, frank)


def count_open(env):
    return sum(
        env[model].search_count([("state", "in", states)])
        for model, states in OPEN.items()
    )


def wallet():
    return requests.get(setting("LEDGER_URL"), timeout=30).json()["wallets"][0]


def kill_at_each_statement(office, stride):
    kills = 0
    for operation in OPERATIONS:
        point = 1
        while True:
            token = f"{operation.__name__} {point}"
            _pid, status = os.waitpid(office.fork(operation, token, point), 0)
            office.let_time_pass()
            if not os.WIFSIGNALED(status):
                break
            kills += 1
            point += stride
        print(
            f"{operation.__name__}: killed at {point // stride} statements", flush=True
        )
    return kills


def kill_at_random(office, number, chance):
    for kill in range(number):
        operation = chance.choice(OPERATIONS)
        pid = office.fork(operation, f"random {kill}")
        time.sleep(chance.uniform(0, 0.4))
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        office.let_time_pass()
        if kill % 50 == 49:
            print(f"random: {kill + 1} kills", flush=True)
    return number


def compare(env):
    """Return the differences between Odoo's books and the Post's."""
    post = wallet()
    paid = {o["shop_order_id"]: o for o in post["orders"] if o["paid"]}
    orders = env["internetmarke.order"].search([("state", "=", "done")])
    charges = env["internetmarke.charge"].search([("state", "=", "done")])
    retoures = env["internetmarke.retoure"].search([("shop_retoure_id", "!=", False)])
    balance = post["initial_balance"] + sum(
        round(cents * 100)
        for cents in (
            *charges.mapped("amount"),
            *(-amount for amount in orders.mapped("amount_total")),
            *retoures.mapped("amount_refunded"),
        )
    )
    at_post = {s["voucher_id"]: s for o in paid.values() for s in o["stamps"]}
    stamps = env["internetmarke.stamp"].search([("voucher_id", "!=", False)])
    refunded = {v for v, stamp in at_post.items() if stamp["refunded"]}
    known_refunded = stamps.filtered(lambda s: s.state == "refunded")
    live = env["internetmarke.letter"].search([("state", "!=", "released")])
    used = stamps.filtered(lambda s: s.state == "used")
    return {
        "purchases": len(paid),
        "cents unexplained": abs(post["balance"] - balance),
        "stamps missing": len(at_post.keys() - set(stamps.mapped("voucher_id"))),
        "stamps doubled": len(stamps) - len(set(stamps.mapped("voucher_id"))),
        "stamps unknown to the Post": len(
            set(stamps.mapped("voucher_id")) - set(at_post)
        ),
        "refunds not agreed": len(refunded ^ set(known_refunded.mapped("voucher_id"))),
        "letters without their stamp": len(set(live.stamp_id.ids) ^ set(used.ids)),
        "in doubt": count_open(env),
    }


def main(env):
    office = Office(env)
    seed = int(setting("SEED"))
    kills = kill_at_each_statement(office, int(setting("STRIDE")))
    kills += kill_at_random(office, int(setting("KILLS")), random.Random(seed))
    office.let_time_pass()
    found = office.run(compare)
    purchases = found.pop("purchases")
    print(f"top-ups settled by a look into the Portokasse: {office.by_hand}")
    facts = [f"seed {seed}", f"purchases {purchases}", f"kills {kills}"]
    print(", ".join(facts + [f"{name} {count}" for name, count in found.items()]))
    return int(any(found.values()))


status = 2
try:
    status = main(env)  # noqa: F821  `odoo shell` provides it
except Exception:
    traceback.print_exc(file=sys.stdout)
finally:
    sys.stdout.flush()
    # The shell's own cursor is closed already, so it must not end as usual.
    os._exit(status)
