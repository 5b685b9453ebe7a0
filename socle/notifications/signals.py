"""Calls for help that one app sends and another answers."""

from __future__ import annotations

from django.dispatch import Signal

#: A child says « je ne me sens pas en sécurité ». Sent with ``send``, inside the transaction that keeps the
#: message: an error of the receiver undoes both, so that nobody is told « c’est parti » of what is not.
#: Arguments: ``enfant`` (UUID), ``message`` (UUID; the same sent again is one message), ``moment`` (aware
#: datetime), ``de_qui`` (ids of the professionals the child says it is about, perhaps none), ``mots`` (the
#: child's words: the receiver seals them at once in a row of its own, and keeps them nowhere else).
message_de_securite = Signal()

#: What became of such a message, for the child's screen. Sent inside the transaction of the act. Arguments:
#: ``message`` (UUID), ``etape`` (« prevenu », « lu » or « repondu »), ``moment``, ``compte`` (UUID: whom it
#: reached, or who read or answered). Never what was written.
message_suivi = Signal()
