"""What upper layers may listen to."""

from __future__ import annotations

from django.dispatch import Signal

#: A reset was carried out. Arguments: ``demande`` (DemandeReinitialisation). Sent inside the
#: transaction of the reset, so that the notice to the DPO is kept or lost with it.
reinitialisation_executee = Signal()

#: A POST arrived on a session that has just ended; CSRF is already checked. Arguments:
#: ``request`` (its ``POST`` is readable, its ``user`` anonymous), ``utilisateur`` (whose session
#: it was), ``view_func``. A receiver may keep what was typed as that person's draft, inside
#: ``acting_as(utilisateur)``; it may not do anything else on their behalf. The answer is the
#: sign-in page, with ``next`` set to the page that held the form.
saisie_apres_fermeture = Signal()
