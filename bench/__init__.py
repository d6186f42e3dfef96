"""Budgets: what the program may cost, measured against peers in the same run.

`python -m bench` prints the whole table, `python -m bench WORD…` the rows whose title has one
of the words. A missed budget is reported and fails nothing. To add a row, add it to
`bench.rows.ROWS`.
"""
