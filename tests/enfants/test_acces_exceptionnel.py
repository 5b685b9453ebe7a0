"""Break-glass: exact identity, bounded time, read only, told at once, and says nothing more."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from enfants.models import AccesExceptionnel, Enfant
from enfants.services import bris_de_glace
from enfants.services.bris_de_glace import Reponse, fermer_acces_exceptionnel, ouvrir_acces_exceptionnel
from socle.audit.models import EntreeAudit
from socle.comptes.models import Utilisateur
from socle.habilitations.contexte import acting_as, acting_as_system
from socle.habilitations.perimetre import HORS_BRIS_DE_GLACE
from socle.habilitations.roles import Role
from socle.notifications.models import Avis
from socle.outils.declarations import Categorie
from tests import factories
from tests.monde import Monde

pytestmark = pytest.mark.django_db

URL = "/acces-exceptionnel/"
BANDEAU = "Quelqu’un a ouvert un dossier de votre village"
MALO = {"prenom": "Malo", "nom": "Le Goff", "naissance": date(2017, 5, 4), "motif": "Malade cette nuit"}


def _try(acteur: Utilisateur, **changes) -> Reponse:
    with acting_as(acteur):
        return ouvrir_acces_exceptionnel(acteur=acteur, **(MALO | changes))


def _actions(acteur: Utilisateur) -> list[str]:
    entries = EntreeAudit.objects.filter(acteur_id=acteur.pk, action__startswith="acces.exceptionnel")
    return list(entries.order_by("horodatage", "id").values_list("action", flat=True))


def _told(acteur: Utilisateur) -> list[str]:
    with acting_as(acteur):
        return list(Avis.objects.of(acteur).order_by("id").values_list("code", flat=True))


def test_the_exact_identity_opens_one_file_read_only_for_four_hours(monde):
    infirmier = monde.personnes[Role.INFIRMIER]
    reponse = _try(infirmier, prenom="malo", nom="LE GOFF")
    assert reponse.enfant_id == monde.malo.pk
    assert timedelta(hours=3, minutes=50) < reponse.expire_le - timezone.now() <= timedelta(hours=4)
    with acting_as(infirmier):
        for categorie in set(Categorie) - {Categorie.ORGANISATION, Categorie.ACCES, Categorie.TECHNIQUE}:
            opened = infirmier.has_perm(f"lire_{categorie}", monde.malo)
            assert opened == (categorie not in HORS_BRIS_DE_GLACE)
            assert not infirmier.has_perm(f"ecrire_{categorie}", monde.malo)
        assert Enfant.objects.filter(village=monde.autre_village).count() == 1
    assert _actions(infirmier) == ["acces.exceptionnel_ouvert"]


def test_the_file_shuts_by_itself(monde):
    infirmier = monde.personnes[Role.INFIRMIER]
    factories.ouvrir_acces_exceptionnel(infirmier, monde.malo, duree=timedelta(seconds=30))
    with acting_as(infirmier):
        assert not infirmier.has_perm("lire_identite", monde.malo)


@pytest.mark.parametrize(
    "changes",
    [{"prenom": "Mala"}, {"nom": "Goff"}, {"naissance": date(2017, 5, 5)}],
    ids=["first name", "name", "birth date"],
)
def test_a_near_identity_opens_nothing(monde, changes):
    infirmier = monde.personnes[Role.INFIRMIER]
    assert _try(infirmier, **changes) == Reponse()
    assert _actions(infirmier) == ["acces.exceptionnel_sans_suite"]
    assert _told(monde.personnes[Role.DPO]) == []
    with acting_as(infirmier):
        assert not infirmier.has_perm("lire_identite", monde.malo)


def test_a_miss_and_a_denied_child_look_the_same_to_the_query(monde, connecter):
    infirmier = monde.personnes[Role.INFIRMIER]
    factories.refuser(infirmier, monde.malo)
    client = connecter(infirmier)
    client.get(URL)
    pages, queries = [], []
    for prenom in ("Malo", "Mala"):
        data = MALO | {"prenom": prenom, "naissance": "2017-05-04"}
        with CaptureQueriesContext(connection) as captured:
            response = client.post(URL, data)
        assert response.status_code == 422
        pages.append(_without_token(response.content.decode()).replace("Mala", "Malo"))
        queries.append(len(captured))
    assert pages[0] == pages[1]
    assert queries[0] == queries[1]
    assert _actions(infirmier) == ["acces.exceptionnel_sans_suite"] * 2
    assert not AccesExceptionnel.objects.exists()


def _without_token(page: str) -> str:
    lines = [line for line in page.splitlines() if "csrf" not in line.lower()]
    return "\n".join(lines)


def test_the_sixth_attempt_in_an_hour_says_when_to_try_again(monde, connecter):
    infirmier = monde.personnes[Role.INFIRMIER]
    client = connecter(infirmier)
    for _ in range(5):
        assert client.post(URL, MALO | {"prenom": "Mala", "naissance": "2017-05-04"}).status_code == 422
    response = client.post(URL, MALO | {"naissance": "2017-05-04"})
    assert response.status_code == 429
    page = response.content.decode()
    assert "Vous pourrez réessayer à" in page
    assert "Malade cette nuit" in page
    assert _actions(infirmier)[-1] == "acces.exceptionnel_trop_d_essais"
    assert _actions(infirmier).count("acces.exceptionnel_ouvert") == 0
    # Somebody else's attempts are their own, and a refused one does not push the time further.
    assert _try(monde.personnes[Role.EDUCATEUR_SPECIALISE]).enfant_id == monde.malo.pk
    first = _try(infirmier).reessayer_le
    assert _try(infirmier).reessayer_le == first


def test_an_old_attempt_no_longer_counts(monde, monkeypatch):
    infirmier = monde.personnes[Role.INFIRMIER]
    for _ in range(5):
        _try(infirmier, prenom="Mala")
    monkeypatch.setattr(bris_de_glace, "FENETRE", timedelta(0))
    assert _try(infirmier).enfant_id == monde.malo.pk


def test_asking_twice_opens_once(monde):
    infirmier = monde.personnes[Role.INFIRMIER]
    assert _try(infirmier) == _try(infirmier)
    with acting_as_system(raison="test"):
        assert AccesExceptionnel.objects.count() == 1
    assert _told(monde.personnes[Role.DPO]) == ["enfants.acces_exceptionnel_delegue"]


def test_a_role_without_the_capacity_is_refused(monde):
    for role in (Role.SECRETARIAT, Role.STAGIAIRE, Role.DPO, Role.ENFANT, Role.REFERENT_ASE, Role.SIEGE):
        with pytest.raises(PermissionDenied):
            _try(monde.personnes[role])


def test_a_hit_leads_to_the_file_with_its_banner(monde, connecter):
    client = connecter(monde.personnes[Role.INFIRMIER])
    response = client.post(URL, MALO | {"naissance": "2017-05-04"}, follow=True)
    assert response.redirect_chain[-1][0] == reverse("enfants:fiche", args=[monde.malo.pk])
    assert "Accès exceptionnel ouvert jusqu’à" in response.content.decode()
    own = client.get(reverse("enfants:fiche", args=[monde.lea.pk])).content.decode()
    assert "Accès exceptionnel ouvert" not in own


def test_the_direction_is_told_with_names_and_may_close(monde, connecter):
    infirmier = factories.creer_professionnel("nuit", prenom="Solène", nom="Kerbrat")
    factories.affecter(infirmier, Role.INFIRMIER, village=monde.autre_village)
    assert _try(infirmier.compte, prenom="Léa", nom="Martin").enfant_id == monde.lea.pk
    directeur = monde.personnes[Role.DIRECTEUR]
    assert _told(directeur) == ["enfants.acces_exceptionnel"]
    assert _told(infirmier.compte) == []
    client = connecter(directeur)
    assert BANDEAU in client.get("/ma-maison/").content.decode()
    page = client.get("/acces-exceptionnels/").content.decode()
    assert "Solène Kerbrat" in page
    assert "Léa Martin" in page
    assert "Malade cette nuit" in page
    with acting_as_system(raison="test"):
        acces = AccesExceptionnel.objects.get()
    client.post(reverse("enfants:fermer_acces_exceptionnel", args=[acces.pk]))
    with acting_as(infirmier.compte):
        assert not infirmier.compte.has_perm("lire_identite", monde.lea)


def test_the_direction_of_another_village_is_not_told(monde, connecter):
    _try(monde.personnes[Role.INFIRMIER])
    assert _told(monde.personnes[Role.DIRECTEUR]) == []
    client = connecter(monde.personnes[Role.DIRECTEUR])
    assert BANDEAU not in client.get("/ma-maison/").content.decode()
    assert "Malo" not in client.get("/acces-exceptionnels/").content.decode()
    directeur = monde.personnes[Role.DIRECTEUR]
    with acting_as_system(raison="test"):
        acces = AccesExceptionnel.objects.get()
    with acting_as(directeur), pytest.raises(PermissionDenied):
        fermer_acces_exceptionnel(acteur=directeur, acces=acces)


def test_the_officer_is_told_by_identifiers_only(monde, connecter):
    _try(monde.personnes[Role.INFIRMIER])
    client = connecter(monde.personnes[Role.DPO])
    assert _told(monde.personnes[Role.DPO]) == ["enfants.acces_exceptionnel_delegue"]
    landing = client.get("/").content.decode()
    assert "Quelqu’un a ouvert un dossier en accès exceptionnel" in landing
    page = client.get(f"{reverse('villages:audit')}?action=acces.exceptionnel_ouvert").content.decode()
    assert str(monde.malo.pk) in page
    assert "Malo" not in landing + page


def test_a_missing_reason_counts_for_nothing_and_keeps_what_was_typed(monde, connecter):
    infirmier = monde.personnes[Role.INFIRMIER]
    response = connecter(infirmier).post(URL, {"prenom": "Malo", "nom": "Le Goff", "naissance": "2017-05-04"})
    page = response.content.decode()
    assert response.status_code == 422
    assert "Dites pourquoi vous ouvrez ce dossier" in page
    assert "Le Goff" in page
    assert _actions(infirmier) == []


def test_an_educator_of_the_house_is_not_shown_who_broke_the_glass(monde: Monde, connecter):
    _try(monde.personnes[Role.INFIRMIER], prenom="Léa", nom="Martin")
    assert _told(monde.personnes[Role.EDUCATEUR_FAMILIAL]) == []
    client = connecter(monde.personnes[Role.EDUCATEUR_FAMILIAL])
    assert client.get("/acces-exceptionnels/").status_code == 403
    assert BANDEAU not in client.get("/ma-maison/").content.decode()
