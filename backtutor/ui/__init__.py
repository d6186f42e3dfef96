"""Everything shown in the terminal: values in, renderables out. rich is imported only here."""
