"""Facts of this layer that others act on."""

from django.dispatch import Signal

#: A subject's key has just been destroyed (``sujet_id``, ``nature``), in the transaction that does
#: it. Receivers clear what the key did not seal: identity digests, drafts, files on disk.
sujet_detruit = Signal()
