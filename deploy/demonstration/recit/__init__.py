"""Ninety days of an invented journal: a bank of sentences, and the grammar that draws from it."""
