"""Evidence: random lessons, and what must hold on every one of them.

In: a seed. Out: trials, each an answer and the verdicts that it may get. The tests run a seeded
few, `python -m bench.long` as many as asked for. `lessons` makes the lessons, `oracle` knows
values and gradients from other programs, `rewriting` and `spelling` make right answers of one,
`misses` and `figures` near ones, `naming` what every misconception answers. To hold another
thing, add a kind to `trials.KINDS`.
"""
