"""Documentation, with the two programs that keep part of it: ``docs.generer`` and ``docs.captures``."""
