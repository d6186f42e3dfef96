"""backtutor: learn backpropagation one derivative at a time."""

__version__ = "0.1.0"
