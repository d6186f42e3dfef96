"""What each command does: one module a command, called by `backtutor.cli` alone."""
