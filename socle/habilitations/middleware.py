"""The whole request in one transaction, under the actor's row-level rights."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID, uuid4

from django.db import DatabaseError, transaction
from django.http import HttpRequest, HttpResponse

from socle.audit.audit import ECHEC, REFUS
from socle.audit.services import record_apart
from socle.habilitations.contexte import acting
from socle.outils.acteur import PERSONNE, Acteur


class TransactionMiddleware:
    """Open the transaction, set the actor, render the response inside, roll back on an error.

    Not ``ATOMIC_REQUESTS``: a ``TemplateResponse`` rendered after the commit has neither keys
    nor rows left. Streaming bodies and error templates therefore make no query.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        acteur = Acteur(id=user.pk, requete=uuid4().hex) if user.is_authenticated else PERSONNE
        with acting(acteur):
            response = self.get_response(request)
            if response.status_code >= 500:
                transaction.set_rollback(True)
        self._audit_failure(request, response, acteur)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        """Nothing of a refused or failed request is kept."""
        transaction.set_rollback(True)

    def _audit_failure(self, request: HttpRequest, response: HttpResponse, acteur: Acteur) -> None:
        """Note refusals and failures of signed-in people, by URL name and ids, never the address."""
        match = request.resolver_match
        if acteur.id is None or match is None or response.status_code not in {403, 404, 500}:
            return
        action = ECHEC if response.status_code == 500 else REFUS
        objets = [value for value in match.kwargs.values() if isinstance(value, UUID)]
        try:
            record_apart(action.code, acteur=acteur, adresse=match.view_name, objets=objets)
        except DatabaseError:
            if response.status_code != 500:
                raise
            # The database itself is what failed: the error page must still be shown.
