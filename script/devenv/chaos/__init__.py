"""Odoo, the Post and PostgreSQL killed at work, and the two ledgers compared.

`victims` are the servers, real processes all of them. People work at them over HTTP as
the web client does (`browser`, `work`) in an `office`. `killing` strikes at a point
that `gate` holds a request at (`stoppable_odoo` is Odoo's side of it) or at a random
moment; `patience` then lets time pass, as people and scheduled jobs do; `books`
compares what Odoo knows with what the Post has booked, and `bookkeeping` with what
stands in the company's accounts. `together` kills nobody: there, many people do the
same thing at once.
"""
