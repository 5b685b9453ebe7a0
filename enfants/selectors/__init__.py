"""Composed reads of a child's file, one module per screen."""
