"""Diagnosis: gradients from somebody's own code, all of them weighed together.

`figures` are the numbers of a file, `names` what its keys mean. A `Pass` is a backward pass with
somebody's mistakes in it (`passes`), `hypotheses` are the mistakes, `weighing` finds the fewest
that explain the file, `seeing` and `telling` say it, and `report` puts it together.
"""
