"""Screens of the organisation and of rights."""
