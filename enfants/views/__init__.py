"""Screens of the child's file."""
