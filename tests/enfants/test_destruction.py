"""A file is destroyed by the direction and the officer together, after a delay, and for good."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.utils import timezone

from enfants.models import Enfant, Sejour
from enfants.services.destruction import annuler_destruction, demander_destruction, valider_destruction
from socle.audit.models import EntreeAudit
from socle.chiffrement.enums import EtatDestruction, NatureSujet
from socle.chiffrement.models import DemandeDestruction
from socle.chiffrement.tasks import destroy_due_keys
from socle.chiffrement.values import PHRASE_ILLISIBLE
from socle.comptes.models import Utilisateur
from socle.habilitations.contexte import acting_as, acting_as_system
from socle.habilitations.roles import Role
from socle.outils.dates import aujourdhui
from tests import factories
from tests.monde import Monde

pytestmark = pytest.mark.django_db

MOIS = timedelta(days=30)


@pytest.fixture
def parti(monde: Monde) -> Enfant:
    """Return a child whose stay is over: Noé."""
    with acting_as_system(raison="test"):
        sejour = Sejour.objects.get(enfant=monde.noe)
        sejour.fin = aujourdhui()
        sejour.save()
    return monde.noe


def _ask(acteur: Utilisateur, sujet, nature=NatureSujet.ENFANT, **changes) -> DemandeDestruction:
    values = {
        "motif": "Fin de la durée légale",
        "visa_archives": "AD-2026-12",
        "conservation_verifiee": True,
    } | changes
    with acting_as(acteur):
        return demander_destruction(acteur=acteur, sujet_id=sujet.pk, nature=nature, **values)


def _validate(acteur: Utilisateur, demande: DemandeDestruction, delai: timedelta = MOIS):
    with acting_as(acteur):
        return valider_destruction(acteur=acteur, demande=demande, delai=delai)


def _pass_the_delay(demande: DemandeDestruction) -> None:
    with acting_as_system(raison="test"):
        found = DemandeDestruction.objects.get(pk=demande.pk)
        found.validee_le = timezone.now() - timedelta(days=31)
        found.executable_le = timezone.now() - timedelta(days=1)
        found.save()


@pytest.mark.parametrize("first", [Role.DIRECTEUR, Role.DPO])
def test_one_asks_the_other_validates_in_either_order(monde, parti, first):
    second = Role.DPO if first is Role.DIRECTEUR else Role.DIRECTEUR
    demande = _ask(monde.personnes[first], parti)
    demande = _validate(monde.personnes[second], demande)
    assert demande.etat == EtatDestruction.VALIDEE
    assert demande.executable_le - demande.validee_le == MOIS


def test_nobody_validates_their_own_request_nor_two_of_the_same_side(monde, parti):
    directeur = monde.personnes[Role.DIRECTEUR]
    autre = factories.creer_professionnel("autre-direction")
    factories.affecter(autre, Role.DIRECTEUR, village=monde.village)
    demande = _ask(directeur, parti)
    for person in (directeur, autre.compte):
        with pytest.raises(ValidationError):
            _validate(person, demande)
    with acting_as_system(raison="test"):
        assert DemandeDestruction.objects.get().etat == EtatDestruction.DEMANDEE


def test_a_short_delay_is_refused(monde, parti):
    demande = _ask(monde.personnes[Role.DIRECTEUR], parti)
    with pytest.raises(ValidationError):
        _validate(monde.personnes[Role.DPO], demande, timedelta(days=6))


def test_a_child_who_lives_here_a_file_elsewhere_and_a_second_request_are_refused(monde, parti):
    directeur = monde.personnes[Role.DIRECTEUR]
    with pytest.raises(ValidationError):
        _ask(directeur, monde.lea)
    with pytest.raises(PermissionDenied):
        _ask(directeur, monde.malo)
    _ask(directeur, parti)
    with pytest.raises(ValidationError):
        _ask(monde.personnes[Role.DPO], parti)


def test_no_other_role_takes_part(monde, parti):
    demande = _ask(monde.personnes[Role.DIRECTEUR], parti)
    for role in set(Role) - {Role.DIRECTEUR, Role.DPO}:
        person = monde.personnes[role]
        with pytest.raises(PermissionDenied):
            _ask(person, parti)
        with pytest.raises(PermissionDenied):
            _validate(person, demande)
        with acting_as(person), pytest.raises(PermissionDenied):
            annuler_destruction(acteur=person, demande=demande)


def test_either_side_cancels(monde, parti):
    demande = _validate(monde.personnes[Role.DPO], _ask(monde.personnes[Role.DIRECTEUR], parti))
    directeur = monde.personnes[Role.DIRECTEUR]
    with acting_as(directeur):
        demande = annuler_destruction(acteur=directeur, demande=demande)
    assert demande.etat == EtatDestruction.ANNULEE
    assert destroy_due_keys() == 0


def test_after_the_delay_nothing_of_the_file_can_be_read(monde, parti, connecter):
    directeur = monde.personnes[Role.DIRECTEUR]
    factories.creer_note(parti, monde.tilleuls, directeur, "Il a perdu une dent.")
    demande = _validate(monde.personnes[Role.DPO], _ask(directeur, parti))
    assert destroy_due_keys() == 0
    _pass_the_delay(demande)
    assert destroy_due_keys() == 1
    assert destroy_due_keys() == 0
    with acting_as_system(raison="test"):
        found = Enfant.objects.get(pk=parti.pk)
        assert found.empreinte is None
        assert str(found.prenom) == PHRASE_ILLISIBLE
        assert str(found.versions.latest().prenom) == PHRASE_ILLISIBLE
    page = connecter(directeur).get(f"/enfants/{parti.pk}/").content.decode()
    assert PHRASE_ILLISIBLE in page
    assert "perdu une dent" not in page
    entree = EntreeAudit.objects.get(action="destruction.executee")
    assert entree.acteur_id is None
    assert entree.enfants == [parti.pk]


def test_a_destroyed_file_is_found_by_nobody_in_an_emergency(monde, parti, connecter):
    demande = _validate(monde.personnes[Role.DPO], _ask(monde.personnes[Role.DIRECTEUR], parti))
    _pass_the_delay(demande)
    destroy_due_keys()
    client = connecter(monde.personnes[Role.PSYCHOLOGUE])
    data = {"prenom": "Noé", "nom": "Martin", "naissance": str(date(2017, 5, 4)), "motif": "Nuit"}
    assert client.post("/acces-exceptionnel/", data).status_code == 422


def test_a_sibling_group_is_destroyed_the_same_way(monde):
    directeur, dpo = monde.personnes[Role.DIRECTEUR], monde.personnes[Role.DPO]
    with pytest.raises(PermissionDenied):
        _ask(directeur, monde.fratrie_ailleurs, NatureSujet.FRATRIE)
    demande = _validate(dpo, _ask(directeur, monde.fratrie, NatureSujet.FRATRIE))
    _pass_the_delay(demande)
    assert destroy_due_keys() == 1
    with acting_as_system(raison="test"):
        assert {str(m.prenom) for m in monde.fratrie.membres.all()} == {PHRASE_ILLISIBLE}
        assert str(Enfant.objects.get(pk=monde.lea.pk).prenom) == "Léa"


def test_another_nature_is_never_destroyed_here(monde):
    professionnel = factories.creer_professionnel("partant")
    with pytest.raises(PermissionDenied):
        _ask(monde.personnes[Role.DPO], professionnel, NatureSujet.PROFESSIONNEL)


# --- pages ----------------------------------------------------------------------------


def _form(enfant: Enfant) -> dict[str, str]:
    return {
        "nature": "enfant",
        "sujet": str(enfant.pk),
        "motif": "Fin de la durée légale",
        "visa_archives": "AD-2026-12",
        "conservation_verifiee": "on",
    }


def test_the_two_pages_from_request_to_validation(monde, parti, connecter: Callable[..., Client]):
    direction, officer = connecter(monde.personnes[Role.DIRECTEUR]), connecter(monde.personnes[Role.DPO])
    page = direction.post("/destructions/", _form(parti), follow=True).content.decode()
    assert "Une deuxième personne doit la valider" in page
    assert "Noé Martin" in page
    seen = officer.get("/destructions/").content.decode()
    assert str(parti.pk) in seen
    assert "Noé" not in seen
    assert "reste dans le dossier de cet autre enfant" in seen
    with acting_as_system(raison="test"):
        demande = DemandeDestruction.objects.get()
    url = f"/destructions/{demande.pk}/"
    assert "Valider la destruction" not in direction.get(url).content.decode()
    detail = officer.get(url).content.decode()
    assert "Valider la destruction" in detail
    assert "Noé" not in detail
    assert officer.post(url, {"valider": "1", "delai": "3"}).status_code == 422
    done = officer.post(url, {"valider": "1", "delai": "30"}, follow=True).content.decode()
    assert "La destruction est validée" in done


def test_unticked_verification_and_a_wrong_identifier_are_said_beside_their_fields(monde, parti, connecter):
    client = connecter(monde.personnes[Role.DIRECTEUR])
    data = _form(parti) | {"sujet": "zzz", "motif": "Mots à garder"}
    del data["conservation_verifiee"]
    response = client.post("/destructions/", data)
    page = response.content.decode()
    assert response.status_code == 422
    assert "Ce n’est pas un identifiant de dossier" in page
    assert "Cette vérification est obligatoire" in page
    assert "Mots à garder" in page


def test_a_request_of_another_village_is_not_found(monde, connecter):
    with acting_as_system(raison="test"):
        sejour = Sejour.objects.get(enfant=monde.malo)
        sejour.fin = aujourdhui()
        sejour.save()
    demande = _ask(monde.personnes[Role.DPO], monde.malo)
    client = connecter(monde.personnes[Role.DIRECTEUR])
    assert client.get(f"/destructions/{demande.pk}/").status_code == 404
    assert "Malo" not in client.get("/destructions/").content.decode()
