"""Facts of the child's file that others act on."""

from django.dispatch import Signal

#: A file has just been opened by break-glass (``acces_id``, ``enfant_id``, ``utilisateur_id``), in
#: the transaction that opens it.
acces_exceptionnel_ouvert = Signal()
