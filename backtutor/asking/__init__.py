"""The kinds of questions that are asked in their own way, a module each.

A module makes the questions of its kind, with all that is said around them, and where an answer
is no number and no formula, it judges the answer too. To add a kind: a step in `lesson`, its
reader in `loader.steps`, a module here, and its line in `scripts`.
"""
