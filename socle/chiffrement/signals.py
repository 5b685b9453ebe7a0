"""Facts of this layer that others act on."""

from django.dispatch import Signal

#: A subject's key has just been destroyed (``sujet_id``, ``nature``), in the transaction that does
#: it. Receivers clear what the key did not seal: identity digests, drafts, files on disk.
sujet_detruit = Signal()

#: Every subject's key is under the active key-encryption key. Receivers seal again what they put
#: under the keyring directly, before the old key leaves it.
kek_tournee = Signal()
