"""The roll-call: every address × every row of the matrix, generated from the URLconf.

A view that declares nothing fails, a parameter the walk cannot fill fails. What a role should
get is computed from the permission the view declares and the object its address names; the
few views whose rule is narrower than their permission are listed, one by one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import pytest
from django.db.models import Model
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from enfants.models import Enfant
from fratries.models import Fratrie
from protection.models import AlerteAstreinte, Fugue, Incident
from socle.chiffrement.enums import NatureSujet
from socle.chiffrement.models import DemandeDestruction
from socle.chiffrement.services import demander_destruction
from socle.comptes.models import Utilisateur
from socle.habilitations.acces import ACCES_COMPTES
from socle.habilitations.contexte import acting_as, acting_as_system
from socle.habilitations.decorators import Acces
from socle.habilitations.perimetre import perimetre_de
from socle.habilitations.permissions import parse_permission
from socle.habilitations.roles import Action, Capacite, Reserve, Role, permet
from socle.outils.dates import aujourdhui
from socle.outils.declarations import Categorie
from socle.outils.identifiants import nouvel_id
from tests import factories
from tests.connexion import ouvrir_session
from tests.monde import Monde
from villages.models import Professionnel, Village

#: Who reads a runaway, here and in the other village: whoever reads the evenings of the child, and the siège.
FUGUES_SUIVIES = {
    False: {r for r in Role if permet(r, Action.LIRE, Categorie.JOURNAL)} | {Role.REFERENT_PROTECTION},
    True: {Role.REFERENT_PROTECTION},
}

#: Who gets in where the view's rule is narrower than its permission (author only, own code…).
PLUS_ETROIT: dict[str, set[Role]] = {
    # the child's own space: whoever reads or writes their project has other pages
    **{
        f"participation:{nom}": {Role.ENFANT}
        for nom in ("mon_espace", "mon_histoire", "proposer", "garder", "continuer", "reprendre")
    },
    # the moment walked has no picture
    "participation:photo": set(),
    # only its author takes a note back; the chef de service may correct it too
    "enfants:annuler_note": {Role.EDUCATEUR_FAMILIAL},
    "enfants:corriger_note": {Role.EDUCATEUR_FAMILIAL, Role.CHEF_DE_SERVICE},
    "enfants:brouillon_correction": {Role.EDUCATEUR_FAMILIAL, Role.CHEF_DE_SERVICE},
    "enfants:jeter_correction": {Role.EDUCATEUR_FAMILIAL, Role.CHEF_DE_SERVICE},
    # a print job is its asker's, and nobody in the roll-call asked for one
    "enfants:impression_suivi": set(),
    "enfants:impression_document": set(),
    # any professional at work here declares; what one began or sent is one's own
    **{
        f"protection:{nom}": set(Role) - {Role.ENFANT, Role.REFERENT_ASE}
        for nom in ("declarer", "mes_declarations")
    },
    **{
        f"protection:declarer_{nom}": {Role.EDUCATEUR_FAMILIAL}
        for nom in ("danger", "qui", "faits", "fait", "pieces", "relire")
    },
    "protection:piece_du_brouillon": {Role.EDUCATEUR_FAMILIAL},
    "protection:ma_declaration": {Role.EDUCATEUR_FAMILIAL},
    "protection:ma_piece": {Role.EDUCATEUR_FAMILIAL},
    # from the qualification on a step is validated: not by who is on call
    **{
        f"protection:etape_{nom}": {Role.CHEF_DE_SERVICE, Role.DIRECTEUR, Role.REFERENT_PROTECTION}
        for nom in ("qualifie", "transmis", "enquete", "accompagne", "plan")
    },
    # the incident walked is not closed
    "protection:etape_revu": set(),
    # giving an incident back to somebody set aside is the siège's
    "protection:lever_ecart": {Role.REFERENT_PROTECTION},
    # whoever is on duty for a child of ours, and the siège’s referent: the list is the rule
    "protection:fugues": FUGUES_SUIVIES[False],
    "protection:fugue": FUGUES_SUIVIES[False],
    # the runaway walked has no photo, and a sheet is its asker's
    **{f"protection:{nom}": set() for nom in ("fugue_photo", "fugue_fiche", "fugue_fiche_fichier")},
    # a child's account searches nothing
    "ui:recherche": set(Role) - {Role.ENFANT},
    # a child is told by an adult or on their own page, and nobody in the roll-call was told anything
    **{f"notifications:{nom}": set(Role) - {Role.ENFANT} for nom in ("liste", "tout_vu", "preferences")},
    "notifications:ouvrir": set(),
    # the list walked is that of children: who answers for the files of a village
    "exports:demander": {Role.SECRETARIAT, Role.CHEF_DE_SERVICE, Role.DIRECTEUR},
    # an export is its asker's, and nobody in the roll-call asked for one
    "exports:suivi": set(),
    "exports:fichier": set(),
    # who keeps the files, or the daily care, of a whole village
    "fratries:effectif": {Role.SECRETARIAT, Role.CHEF_DE_SERVICE, Role.DIRECTEUR, Role.INFIRMIER},
    # a roster is its sender's, and nobody in the roll-call sent one
    "fratries:effectif_rapport": set(),
    "fratries:effectif_colonnes": set(),
    "fratries:effectif_importer": set(),
    "fratries:effectif_effacer": set(),
    # Who files in at least one category; an identity paper is replaced by who writes identities.
    "enfants:deposer_document": {
        Role.EDUCATEUR_FAMILIAL,
        Role.EDUCATEUR_SPECIALISE,
        Role.PSYCHOLOGUE,
        Role.INFIRMIER,
        Role.SECRETARIAT,
        Role.CHEF_DE_SERVICE,
        Role.DIRECTEUR,
    },
    "enfants:remplacer_document": {Role.SECRETARIAT, Role.CHEF_DE_SERVICE, Role.DIRECTEUR},
    "enfants:retirer_document": {Role.SECRETARIAT, Role.CHEF_DE_SERVICE, Role.DIRECTEUR},
    "enfants:papier": set(),
    "enfants:papier_document": set(),
    # the register on paper is its asker's, and nobody in the roll-call asked for one
    "enfants:registre_suivi": set(),
    "enfants:registre_document": set(),
    # a paper of an incident is its asker's, and nobody in the roll-call asked for one
    "protection:document": set(),
    "protection:document_fichier": set(),
    # only its author takes a dose back
    "enfants:annuler_prise": {Role.EDUCATEUR_FAMILIAL},
    # What is there is changed by who reads it too: the secretariat adds without reading.
    **{
        f"enfants:{nom}": {Role.EDUCATEUR_FAMILIAL, Role.EDUCATEUR_SPECIALISE, Role.CHEF_DE_SERVICE}
        for nom in (
            "modifier_scolarite",
            "modifier_plan",
            "renouveler_plan",
            "arreter_plan",
            "modifier_stage",
            "modifier_voeu",
            "absence_scolaire",
            "exclusion",
            "etape_suivi",
            "clore_suivi",
            "modifier_contrat",
            "signer_contrat",
            "commencer_contrat",
            "revoir_contrat",
            "arreter_contrat",
            "programme_suivant",
        )
    },
    # Who saw a meeting says what came of it: writes the family, or reads it and writes the evenings.
    **{
        f"fratries:{nom}": {
            Role.EDUCATEUR_FAMILIAL,
            Role.EDUCATEUR_SPECIALISE,
            Role.PSYCHOLOGUE,
            Role.CHEF_DE_SERVICE,
        }
        for nom in ("nouvelle_rencontre", "raconter_rencontre", "annuler_rencontre")
    },
    # Opening a village belongs to the siège.
    "villages:nouveau_village": {Role.SIEGE},
    # Read by all, given by the direction in its village and by the siège for directions.
    "villages:affecter": {Role.DIRECTEUR, Role.SIEGE},
    # The assignment walked is an éducatrice's: the siège ends those of directions only.
    "villages:terminer": {Role.DIRECTEUR},
}

#: Who handles an incident that stands at the first rung, here and in the other village.
TRAITENT = {
    False: {Role.CADRE_ASTREINTE, Role.CHEF_DE_SERVICE, Role.DIRECTEUR, Role.REFERENT_PROTECTION},
    True: {Role.REFERENT_PROTECTION},
}

#: From which state a step is walked.
ETAT_AVANT = {
    "protection:etape_qualifie": "protege",
    "protection:etape_transmis": "qualifie",
    "protection:etape_enquete": "transmis",
    "protection:etape_accompagne": "enquete",
    "protection:etape_plan": "accompagne",
    "protection:cloturer": "plan",
    # a council hears of what is evaluated
    **{f"protection:conseil_{nom}": "accompagne" for nom in ("preparer", "signer", "abandonner", "rendre")},
}

#: Alerts walked that a child's message raised.
DU_MESSAGE = {"protection:suite_message", "protection:declarer_depuis_message"}

ENTRE = {200, 202, 302, 405, 409, 422}
DEHORS = {403, 404}


@dataclass(frozen=True)
class Adresse:
    nom: str
    motif: URLPattern

    @property
    def acces(self) -> Acces | None:
        return getattr(self.motif.callback, "acces", None) or ACCES_COMPTES.get(self.nom)

    @property
    def parametres(self) -> list[str]:
        return list(self.motif.pattern.converters)


def _walk(patterns: list, namespace: str = "") -> Iterator[Adresse]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _walk(pattern.url_patterns, inner)
        else:
            yield Adresse(f"{namespace}{pattern.name}", pattern)


ADRESSES = list(_walk(get_resolver().url_patterns))


def _children(monde: Monde, parameter: str, *, elsewhere: bool) -> tuple[object, set]:
    """Return the value of a URL parameter and the children its object leads to."""
    enfant = monde.malo if elsewhere else monde.lea
    maison = monde.sorbiers if elsewhere else monde.tilleuls
    note = monde.note_ailleurs if elsewhere else monde.note
    fratrie = monde.fratrie_ailleurs if elsewhere else monde.fratrie
    everyone = {monde.malo.pk} if elsewhere else {monde.lea.pk, monde.noe.pk, monde.ines.pk}
    if parameter in DE_PERSONNE:
        return DE_PERSONNE[parameter](monde), None
    village = monde.autre_village if elsewhere else monde.village
    if parameter == "bareme_id":
        return factories.creer_bareme(village).pk, None
    if parameter in DE_LA_FRATRIE:
        return DE_LA_FRATRIE[parameter](fratrie), {monde.malo.pk} if elsewhere else {
            monde.lea.pk,
            monde.noe.pk,
        }
    if parameter in DU_VILLAGE:
        return DU_VILLAGE[parameter](village, monde.personnes[Role.SECRETARIAT]).pk, everyone
    found = {
        "tache_id": (nouvel_id(), everyone),
        "effectif_id": (nouvel_id(), everyone),
        "export_id": (nouvel_id(), everyone),
        "avis_id": (nouvel_id(), everyone),
        "enfant_id": (enfant.pk, {enfant.pk}),
        "maison_id": (maison.pk, {monde.malo.pk} if elsewhere else {monde.lea.pk, monde.noe.pk}),
        "note_id": (note.pk, {enfant.pk}),
        "fratrie_id": (fratrie.pk, {monde.malo.pk} if elsewhere else {monde.lea.pk, monde.noe.pk}),
    }
    if parameter in DU_DOSSIER:
        return DU_DOSSIER[parameter](enfant, monde), {enfant.pk}
    if parameter not in found:
        pytest.fail(
            f"the roll-call cannot fill <{parameter}>: teach it, in tests/architecture/test_roll_call.py"
        )
    return found[parameter]


def _place(monde: Monde, parameter: str, *, elsewhere: bool) -> tuple[object, set, UUID | None] | None:
    """Return the value of a parameter of the organisation, the children it leads to, its village."""
    village = monde.autre_village if elsewhere else monde.village
    maison = monde.sorbiers if elsewhere else monde.tilleuls
    if parameter == "village_id":
        return village.pk, {monde.malo.pk} if elsewhere else {monde.lea.pk}, village.pk
    if parameter == "compte_id":
        return factories.creer_utilisateur(f"compte-{elsewhere}").pk, set(), None
    if parameter == "chambre_id":
        return factories.creer_chambre(maison, f"Chambre {nouvel_id()}").pk, set(), village.pk
    if parameter in DU_PILIER:
        person = factories.creer_professionnel(f"{parameter}-{elsewhere}")
        factories.affecter(person, Role.EDUCATEUR_FAMILIAL, maison=maison)
        return DU_PILIER[parameter](village, person).pk, set(), village.pk
    if parameter not in {"professionnel_id", "affectation_id", "relais_id", "astreinte_id"}:
        return None
    person = factories.creer_professionnel(f"{parameter}-{elsewhere}")
    affectation = factories.affecter(person, Role.EDUCATEUR_FAMILIAL, maison=maison)
    today = aujourdhui()
    made = {
        "professionnel_id": lambda: person,
        "affectation_id": lambda: affectation,
        "relais_id": lambda: factories.creer_relais(person, maison, today, today),
        "astreinte_id": lambda: factories.creer_astreinte(person, village, rang=3),
    }
    return made[parameter]().pk, set(), village.pk


def _membre(fratrie: Fratrie) -> object:
    with acting_as_system(raison="test"):
        return fratrie.membres.order_by("id").first().pk


def _compte() -> Utilisateur:
    return factories.creer_utilisateur(f"appel-{nouvel_id()}")


def _demande(enfant: Enfant) -> object:
    with acting_as_system(raison="test"):
        known = DemandeDestruction.objects.filter(cible_id=enfant.pk).first()
        if known is not None:
            return known.pk
        return demander_destruction(
            acteur_id=nouvel_id(),
            sujet_id=enfant.pk,
            nature=NatureSujet.ENFANT,
            motif="Fin de conservation",
            visa_archives="AD-1",
            conservation_verifiee=True,
        ).pk


def _fugue(enfant: Enfant, monde: Monde) -> object:
    with acting_as_system(raison="test"):
        known = Fugue.objects.filter(enfant=enfant).first()
    return (known or factories.creer_fugue(enfant, monde.personnes[Role.EDUCATEUR_FAMILIAL])).pk


#: What is about no child: a rule and a list are asked for by a capacity, the secret of an address by nothing.
DE_PERSONNE: dict[str, Callable[[Monde], object]] = {
    "code": lambda _: "JUD-07",
    "liste": lambda _: "enfants",
    "jeton": lambda monde: factories.creer_abonnement(monde.personnes[Role.EDUCATEUR_FAMILIAL])[1],
    "abonnement_id": lambda _: nouvel_id(),
}

#: A text as long as the ones decisions hold.
LONG = "Placement ordonné pour protéger l’enfant. " * 12

#: Records of one child's file, made when an address names one; a relative is this child's only, a dose is
#: the educator's of Léa's house.
DU_DOSSIER: dict[str, Callable[[Enfant, Monde], object]] = {
    "absence_id": lambda enfant, _: factories.creer_absence(enfant).pk,
    "accord_id": lambda enfant, _: factories.accorder(_compte(), enfant, "lire_identite").pk,
    "refus_id": lambda enfant, _: factories.refuser(_compte(), enfant).pk,
    "acces_id": lambda enfant, _: factories.ouvrir_acces_exceptionnel(_compte(), enfant).pk,
    "demande_id": lambda enfant, _: _demande(enfant),
    "document_id": lambda enfant, _: factories.creer_document(enfant).pk,
    "mesure_id": lambda enfant, _: factories.creer_mesure(enfant, recit=LONG).pk,
    "interlocuteur_id": lambda enfant, _: factories.creer_interlocuteur(enfant).pk,
    "proche_id": lambda enfant, _: factories.creer_proche(enfant).pk,
    "lien_id": lambda enfant, _: factories.lien_entre(factories.creer_proche(enfant), enfant).pk,
    "contact_id": lambda enfant, _: factories.creer_contact(enfant, factories.creer_proche(enfant)).pk,
    "autorite_id": lambda enfant, _: factories.creer_autorite(enfant, factories.creer_proche(enfant)).pk,
    "droit_id": lambda enfant, _: factories.creer_droit_visite(enfant, factories.creer_proche(enfant)).pk,
    "rencontre_id": lambda enfant, _: factories.creer_rencontre(enfant, factories.creer_proche(enfant)).pk,
    "autorisation_id": lambda enfant, _: (
        factories.creer_autorisation(enfant, factories.creer_proche(enfant)).pk
    ),
    "admission_id": lambda enfant, _: factories.creer_admission(enfant).pk,
    "remise_id": lambda enfant, monde: factories.creer_remise(enfant, monde.personnes[Role.SECRETARIAT]).pk,
    "depart_id": lambda enfant, _: factories.creer_depart(enfant).pk,
    "inscription_id": lambda enfant, _: factories.creer_inscription(enfant).pk,
    "traitement_id": lambda enfant, _: factories.creer_traitement(enfant).pk,
    "si_besoin_id": lambda enfant, _: factories.creer_si_besoin(enfant).pk,
    "prise_id": lambda enfant, monde: (
        factories.creer_prise(factories.creer_traitement(enfant), monde.personnes[Role.EDUCATEUR_FAMILIAL]).pk
    ),
    "allergie_id": lambda enfant, _: factories.creer_allergie(enfant).pk,
    "rendez_vous_id": lambda enfant, _: factories.creer_rendez_vous(enfant).pk,
    "note_medicale_id": lambda enfant, monde: (
        factories.creer_note_medicale(enfant, monde.personnes[Role.INFIRMIER]).pk
    ),
    "vaccination_id": lambda enfant, monde: (
        factories.creer_vaccination(enfant, monde.personnes[Role.INFIRMIER]).pk
    ),
    "scolarite_id": lambda enfant, _: (
        factories.creer_scolarite(
            enfant, debut=aujourdhui() - timedelta(days=400), fin=aujourdhui() - timedelta(days=200)
        ).pk
    ),
    "plan_id": lambda enfant, _: factories.creer_plan(enfant).pk,
    "stage_id": lambda enfant, _: factories.creer_stage(enfant).pk,
    "voeu_id": lambda enfant, _: factories.creer_voeu(enfant).pk,
    "absence_scolaire_id": lambda enfant, _: factories.creer_absence_scolaire(enfant).pk,
    "exclusion_id": lambda enfant, _: factories.creer_exclusion(enfant).pk,
    "suivi_id": lambda enfant, _: factories.creer_suivi(enfant).pk,
    "contrat_id": lambda enfant, _: factories.creer_contrat(enfant).pk,
    "ressource_id": lambda enfant, _: factories.creer_personne_ressource(enfant).pk,
    "moment_id": lambda enfant, _: factories.creer_moment(enfant).pk,
    "proposition_id": lambda enfant, _: factories.creer_proposition(enfant).pk,
    "droit_image_id": lambda enfant, _: factories.creer_droit_image(enfant).pk,
    "mouvement_id": lambda enfant, _: factories.creer_mouvement(enfant).pk,
    "fugue_id": _fugue,
}


def _incident(monde: Monde, *, elsewhere: bool, etat: str = "recu") -> Incident:
    enfant = monde.malo if elsewhere else monde.lea
    return factories.creer_incident(
        monde.autre_village if elsewhere else monde.village,
        declarant=monde.personnes[Role.EDUCATEUR_FAMILIAL],
        victimes=[enfant],
        etat=etat,
    )


def _alerte_d_une_fugue(monde: Monde, *, elsewhere: bool) -> AlerteAstreinte:
    enfant = monde.malo if elsewhere else monde.lea
    fugue = factories.creer_fugue(enfant, monde.personnes[Role.EDUCATEUR_FAMILIAL])
    return factories.creer_alerte(fugue)


def _de_l_incident(monde: Monde, parameter: str, nom: str, *, elsewhere: bool) -> object | None:
    """Return the value of a parameter that leads to an incident, None for another parameter."""
    auteur = monde.personnes[Role.EDUCATEUR_FAMILIAL]
    if parameter == "declaration_id":
        return factories.creer_declaration_en_cours(auteur).pk
    if parameter == "piece_id" and "brouillon" in nom:
        return factories.creer_piece_en_cours(factories.creer_declaration_en_cours(auteur)).pk
    if parameter not in {
        "incident_id",
        "piece_id",
        "qualification_id",
        "transmission_id",
        "ecart_id",
        "action_id",
        "consigne_id",
        "affectation_incident_id",
        "restitution_id",
        "alerte_id",
    } and (nom, parameter) != ("protection:conseil_preparer", "village_id"):
        return None
    if nom in DU_MESSAGE:
        message = factories.creer_message(monde.malo if elsewhere else monde.lea)
        with acting_as_system(raison="test"):
            return AlerteAstreinte.objects.get(message=message).pk
    incident = _incident(monde, elsewhere=elsewhere, etat=ETAT_AVANT.get(nom, "recu"))
    made = {
        "incident_id": lambda: incident,
        "piece_id": lambda: factories.creer_piece(incident),
        "qualification_id": lambda: factories.creer_qualification(incident, auteur),
        "transmission_id": lambda: factories.creer_transmission(incident),
        "ecart_id": lambda: factories.ecarter(incident, factories.creer_professionnel("nommé")),
        "action_id": lambda: factories.creer_action(incident, factories.creer_professionnel("responsable")),
        "consigne_id": lambda: factories.creer_consigne(
            incident, monde.malo if elsewhere else monde.lea, auteur
        ),
        "affectation_incident_id": lambda: factories.creer_affectation_incident(
            incident, factories.creer_professionnel("psychologue"), auteur
        ),
        "restitution_id": lambda: factories.creer_restitution(incident, auteur),
        "village_id": lambda: incident.village,
        "alerte_id": lambda: factories.creer_alerte(incident),
    }
    return made[parameter]().pk  # type: ignore[no-untyped-call]


#: Records of a sibling group.
DE_LA_FRATRIE: dict[str, Callable[[Fratrie], object]] = {
    "membre_id": _membre,
    "separation_id": lambda fratrie: factories.creer_separation(fratrie).pk,
}

#: What a village does for protection.
DU_PILIER: dict[str, Callable[[Village, Professionnel], Model]] = {
    "formation_id": factories.creer_formation,
    "presence_id": lambda village, person: factories.creer_presence(
        factories.creer_formation(village), person
    ),
    "carte_id": lambda village, _: factories.creer_carte(village),
    "risque_id": lambda village, person: factories.creer_risque(factories.creer_carte(village), person),
    "prevention_id": factories.creer_prevention,
}

#: What a village receives before any child is there.
DU_VILLAGE = {"preparation_id": factories.creer_preparation, "accueil_id": factories.creer_demande}

#: Capacities exercised on one file: inside the perimeter, unless they cover the association.
SUR_UN_DOSSIER = {
    Capacite.LIRE_ACCES,
    Capacite.ACCORDER_EXCEPTION,
    Capacite.OUVRIR_COMPTE_ENFANT,
    Capacite.DETRUIRE_DOSSIER,
    Capacite.ADRESSE_PROTEGEE,
}


def _may(user: Utilisateur, acces: Acces, children: set | None, lieu: UUID | None = None) -> bool:
    if acces.permission is None:
        return True
    permission = parse_permission(acces.permission)
    with acting_as(user):
        reach = perimetre_de(user.pk)
        if permission.capacite is not None and lieu is not None:
            villages = reach.villages(permission.capacite)
            return villages is None or lieu in villages
        if children is not None and permission.capacite in SUR_UN_DOSSIER:
            whole = reach.a_capacite(permission.capacite) and reach.villages(permission.capacite) is None
            held = reach.peut(permission) and bool(children & reach.tous_les_enfants())
            return whole or held
        if children is None or permission.capacite is not None:
            return reach.peut(permission)
        return bool(reach.enfants(permission) & children)


def _handles(role: Role, acces: Acces, *, elsewhere: bool) -> bool:
    """Whether a role stands at a rung for the village and the matrix gives it the action there."""
    action = parse_permission(acces.permission or "").action
    return role in TRAITENT[elsewhere] and permet(role, action, Categorie.INCIDENT, Reserve.AFFECTE)


@pytest.mark.parametrize("adresse", ADRESSES, ids=lambda a: a.nom)
def test_every_view_declares_who_may_open_it(adresse):
    assert adresse.acces is not None, f"{adresse.nom} declares no permission"


def test_an_undeclared_view_is_refused():
    """The gate itself: a planted view must be found."""
    planted = Adresse("essai:nu", URLPattern(ADRESSES[0].motif.pattern, lambda request: None))
    with pytest.raises(AssertionError, match="declares no permission"):
        test_every_view_declares_who_may_open_it(planted)


COMPTES = set(ACCES_COMPTES)
A_PARCOURIR = [a for a in ADRESSES if a.nom not in COMPTES]


def _fill(monde: Monde, adresse: Adresse, *, elsewhere: bool) -> tuple[dict, set | None, UUID | None, bool]:
    """Fill an address; say the children and the village it leads to, and whether it is about an incident."""
    kwargs, children, lieu = {}, None, None
    handled = False
    for parameter in adresse.parametres:
        ident = _de_l_incident(monde, parameter, adresse.nom, elsewhere=elsewhere)
        if ident is not None:
            kwargs[parameter] = ident
            handled = adresse.acces is not None and adresse.acces.permission is not None
            continue
        place = _place(monde, parameter, elsewhere=elsewhere)
        if place is not None:
            kwargs[parameter], reached, lieu = place
        else:
            kwargs[parameter], reached = _children(monde, parameter, elsewhere=elsewhere)
            if parameter == "maison_id":
                lieu = (monde.sorbiers if elsewhere else monde.tilleuls).village_id
        if reached is not None:
            children = reached if children is None else children & reached
    return kwargs, children, lieu, handled


@pytest.mark.django_db
@pytest.mark.parametrize("elsewhere", [False, True], ids=["ici", "ailleurs"])
@pytest.mark.parametrize("adresse", A_PARCOURIR, ids=lambda a: a.nom)
def test_roll_call(monde, adresse, elsewhere):
    if elsewhere and not adresse.parametres:
        return
    acces = adresse.acces
    kwargs, children, lieu, handled = _fill(monde, adresse, elsewhere=elsewhere)
    url = reverse(adresse.nom, kwargs=kwargs)

    anonymous = Client().get(url)
    if acces.anonyme:
        assert anonymous.status_code in ENTRE
    else:
        assert anonymous.status_code == 302
        assert "/compte/" in anonymous.url

    wrong = {}
    for role, user in monde.personnes.items():
        client = Client()
        ouvrir_session(client, user)
        status = client.get(url).status_code
        expected = (
            _handles(role, acces, elsewhere=elsewhere) if handled else _may(user, acces, children, lieu)
        )
        if adresse.nom == "protection:fugue":
            expected = role in FUGUES_SUIVIES[elsewhere]
        expected = expected and role in PLUS_ETROIT.get(adresse.nom, set(Role))
        if status not in (ENTRE if expected else DEHORS):
            wrong[role.value] = (status, "should enter" if expected else "should stay out")
    assert wrong == {}


@pytest.mark.django_db
@pytest.mark.parametrize("elsewhere", [False, True], ids=["ici", "ailleurs"])
@pytest.mark.parametrize("nom", ["protection:alerte", "protection:prendre_alerte"])
def test_roll_call_of_an_alert_that_a_runaway_raised(monde, nom, elsewhere):
    """The same addresses as for an incident, another rule: who reads the runaway, among who handles incidents."""
    [adresse] = [a for a in ADRESSES if a.nom == nom]
    url = reverse(nom, args=[_alerte_d_une_fugue(monde, elsewhere=elsewhere).pk])
    permission = parse_permission(adresse.acces.permission)
    wrong = {}
    for role, user in monde.personnes.items():
        with acting_as(user):
            handles = perimetre_de(user.pk).peut(permission)
        client = Client()
        ouvrir_session(client, user)
        status = client.get(url).status_code
        if status not in (ENTRE if handles and role in FUGUES_SUIVIES[elsewhere] else DEHORS):
            wrong[role.value] = status
    assert wrong == {}
