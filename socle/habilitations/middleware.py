"""The whole request in one transaction, under the actor's row-level rights."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

from django.db import transaction
from django.http import HttpRequest, HttpResponse

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
        request.requete_id = uuid4().hex
        user = request.user
        acteur = Acteur(id=user.pk, requete=request.requete_id) if user.is_authenticated else PERSONNE
        with acting(acteur):
            return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        """Nothing of a failed request is kept."""
        transaction.set_rollback(True)
