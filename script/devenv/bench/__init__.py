"""Measuring for script/bench: what the addon takes, beside what it cannot avoid.

`history` makes the databases; `inside` and what it imports run in `odoo shell`;
`rows` tells what came out.
"""
