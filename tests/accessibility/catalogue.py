"""The catalogue of pages: every address of the URLconf × who may open it, in a world with content.

An address is either opened in the browser or stands in ``SANS_PAGE`` with its reason; a test
refuses one that is neither, and one that stands there although it answers with a page.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from http import HTTPStatus

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page, expect

from fratries.models import LienFamilial, MembreFratrie, Separation
from protection.models import AlerteAstreinte, SuiteMessage
from socle.comptes.models import Utilisateur
from socle.habilitations.contexte import acting_as_system
from socle.habilitations.roles import Role
from socle.notifications.services import notifier
from socle.outils.dates import aujourdhui
from tests import factories
from tests.accessibility import gates
from tests.accessibility.browser import open_page
from tests.architecture.test_roll_call import ADRESSES, COMPTES, Adresse, _children, _de_l_incident, _place
from tests.connexion import authentifier_a_l_instant, ouvrir_session
from tests.monde import Monde

#: Every role that may open a page, every width, every theme: set by ``make test-complet``.
COMPLET = os.environ.get("MAISON_TEST_COMPLET") == "1"

#: What stands in a panel until it is filled.
ATTENTE = "[data-hx-trigger=load] .squelette"
#: The page's own part, without the hidden values that differ at each opening.
SANS_JETONS = """() => {
    const corps = document.querySelector("main").cloneNode(true);
    corps.querySelectorAll("input[type=hidden]").forEach((champ) => champ.setAttribute("value", ""));
    return document.documentElement.dataset.public + corps.outerHTML;
}"""

#: Pages that may weigh more than the next page of a visit, as they are sent (not compressed).
LOURDES = {
    # shown to who builds screens, not opened in the course of an evening
    "ui:styleguide": gates.PREMIERE_PAGE,
    "ui:styleguide_enfant": gates.PREMIERE_PAGE,
    # one block of pictograms per child; two children here
    "enfants:journal": 50 * 1024,
}

#: Addresses that never answer a plain visit with a page of their own.
SANS_PAGE: dict[str, str] = {
    "comptes_choisir_pin": "on an enrolled tablet only: tests/comptes/test_parcours.py holds it to the gates",
    "comptes_decider_reinitialisation": "POST only",
    "comptes_fermer_session": "POST only",
    "comptes_ouvrir_pin": "on an enrolled tablet only: tests/comptes/test_parcours.py holds it to the gates",
    "comptes_passer_tablette": "POST only",
    "comptes_qui_est_la": "on an enrolled tablet only: tests/comptes/test_parcours.py holds it to the gates",
    "comptes_revoquer_tablette": "POST only",
    "enfants:agenda_ics": "a calendar file: tests/enfants/test_agenda.py reads it",
    "enfants:brouillon": "POST only",
    "enfants:brouillon_correction": "POST only",
    "enfants:jeter_correction": "POST only",
    "enfants:impression_document": "a PDF: tests/enfants/test_impression.py opens it",
    "enfants:impression_suivi": "after a print is asked for: tests/accessibility/test_etats.py opens it",
    "exports:suivi": "after an export is asked for: tests/accessibility/test_recherche.py opens it",
    "exports:fichier": "POST only",
    "enfants:papier": "after a paper is asked for: tests/accessibility/test_etats.py opens it",
    "enfants:papier_document": "a PDF: tests/enfants/test_papiers.py opens it",
    "enfants:admission_de": "leads to the last admission of the child",
    "enfants:imprimer_registre": "POST only",
    "enfants:registre_document": "a PDF: tests/enfants/test_registre.py opens it",
    "enfants:registre_suivi": "after a print is asked for: tests/accessibility/test_entrees.py opens it",
    "enfants:sans_fratrie": "POST only",
    "enfants:terminer_admission": "POST only",
    "fratries:etudier_demande": "POST only",
    "fratries:preparer_accueil": "POST only",
    "enfants:relais_lu": "POST only",
    "enfants:revoquer_abonnement": "POST only",
    "fratries:effectif_colonnes": "after a roster is sent: tests/accessibility/test_effectif.py opens it",
    "fratries:effectif_effacer": "POST only",
    "fratries:effectif_importer": "POST only",
    "fratries:effectif_rapport": "after a roster is sent: tests/accessibility/test_effectif.py opens it",
    "enfants:telecharger_document": "a file: tests/enfants/test_documents.py opens it",
    "enfants:enregistre": "after a journal is saved: tests/accessibility/test_etats.py opens it",
    "enfants:mon_journal": "leads to the journal of the person's house",
    "mfa_authenticate": "between the two steps of signing in: tests/comptes/test_parcours.py",
    "mfa_login_webauthn": "data for the browser's own dialog",
    "mfa_reauthenticate_webauthn": "data for the browser's own dialog",
    "mfa_view_recovery_codes": "codes are shown once, when they are made: tests/comptes/test_parcours.py",
    "notifications:ouvrir": "leads to what the notice is about",
    "notifications:tout_vu": "POST only",
    "participation:garder": "POST only",
    "protection:document": "after a paper is asked for: tests/protection/test_documents.py reads it",
    "protection:document_fichier": "a PDF: tests/protection/test_documents.py opens it",
    "participation:photo": "a picture: tests/participation/test_mon_histoire.py opens it",
    "protection:declarant": "leads back to the incident: who declared it is shown by a POST",
    "protection:garder": "POST only",
    "protection:garder_signalement": "POST only",
    "protection:fugue_declarer": "POST only",
    "protection:fugue_de": "leads to the runaway that is open, or to the first page",
    "protection:fugue_photo": "a picture: tests/protection/test_fugue.py opens it",
    "protection:fugue_fiche": "after a sheet is asked for: tests/protection/test_fugue_fiche.py reads it",
    "protection:fugue_fiche_fichier": "a PDF: tests/protection/test_fugue_fiche.py opens it",
    "protection:prendre_alerte": "leads back to the alert: taken charge of by a POST",
    "protection:declarer_depuis_message": "leads back to the alert: begun by a POST",
    "protection:jeter": "POST only",
    "protection:piece": "a file: tests/protection/test_pieces.py opens it",
    "protection:ma_piece": "a file: tests/protection/test_pieces.py opens it",
    "protection:piece_du_brouillon": "a file: tests/protection/test_pieces.py opens it",
    "protection:retirer_du_brouillon": "POST only",
    "villages:retirer_presence": "leads back to the session: a presence is withdrawn by a POST",
    "ui:quitter_vite": "POST only",
    "enfants:relire_rituels": "leads to the sheet, dated or not: tests/enfants/test_rituels.py",
}

#: Who sees the most of a page: who writes every evening first, then who answers for the village.
ORDRE = [
    Role.EDUCATEUR_FAMILIAL,
    Role.CHEF_DE_SERVICE,
    Role.DIRECTEUR,
    Role.DPO,
    Role.PSYCHOLOGUE,
    Role.INFIRMIER,
    Role.SIEGE,
    *Role,
]


@dataclass(frozen=True)
class Visite:
    """One page as one person opens it; without ``role``, nobody is signed in."""

    nom: str
    url: str
    role: Role | None

    def __str__(self) -> str:
        return f"{self.nom} ({self.role.value if self.role else 'anonyme'})"


class Catalogue:
    """What each person of the small world gets at each address."""

    def __init__(self, monde: Monde) -> None:
        self.monde = monde
        hier = timezone.now() - timedelta(days=1)
        signee = factories.creer_note(
            monde.lea, monde.tilleuls, monde.note.auteur, "Elle a perdu une dent à l’école.", ecrite_le=hier
        )
        _famille(monde)
        notifier(
            code="enfants.proposition_recue",
            destinataires=[user.pk for user in monde.personnes.values() if not user.est_enfant],
            objet=monde.lea.pk,
        )
        #: Objects in the state an address needs: correcting asks for a signed note.
        self._propres: dict[tuple[str, str], object] = {("enfants:corriger_note", "note_id"): signee.pk}
        factories.creer_mesure(
            monde.lea,
            fin=aujourdhui() + timedelta(days=40),
            notifiee_le=aujourdhui() - timedelta(days=10),
            autorite="Tribunal judiciaire de Sainte-Foy-lès-Collines",
            recit="Visites le mercredi après-midi, en présence d’un tiers.",
            suspension="Le père",
            lieu_secret=True,
            lieu_secret_pour="Le père",
        )
        factories.creer_mesure(
            monde.noe, debut=aujourdhui() - timedelta(days=800), fin=aujourdhui() - timedelta(days=3)
        )
        factories.creer_interlocuteur(
            monde.lea,
            telephone="01 02 03 04 05",
            service="ASE, maison des solidarités",
            adresse="12 rue des Lilas",
        )
        separation = factories.creer_separation(
            monde.fratrie, motif="Des disputes de plus en plus dures, malgré l’accompagnement. " * 12
        )
        factories.creer_revue(separation)
        _corriger(separation)
        self._propres["enfants:revoir_contrat", "contrat_id"] = _ecole(monde)
        self._propres |= _visites(monde)
        _vie(monde)
        brouillon = factories.creer_proposition(monde.lea, "Le feu de camp", envoyee=False)
        self._propres["participation:continuer", "proposition_id"] = brouillon.pk
        _soins(monde)
        _entrees(monde)
        _chambres(monde)
        self._propres |= _incidents(monde)
        self._propres |= _piliers(monde)
        self._clients: dict[Role | None, Client] = {None: Client()}
        self._faits: dict[str, object] = {}

    def client(self, role: Role | None) -> Client:
        if role not in self._clients:
            assert role is not None
            client = Client()
            ouvrir_session(client, self.monde.personnes[role])
            self._clients[role] = client
        return self._clients[role]

    def url(self, adresse: Adresse, role: Role | None) -> str | None:
        """Fill the address for this person; ``None`` when they have no such object."""
        valeurs: dict[str, object] = {}
        for parametre in adresse.parametres:
            valeur = self._valeur(adresse, parametre, role)
            if valeur is None:
                return None
            valeurs[parametre] = valeur
        return reverse(adresse.nom, kwargs=valeurs)

    def _valeur(self, adresse: Adresse, parametre: str, role: Role | None) -> object | None:
        if (adresse.nom, parametre) in self._propres:
            return self._propres[adresse.nom, parametre]
        if adresse.nom not in COMPTES:
            if parametre not in self._faits:
                incident = _de_l_incident(self.monde, parametre, adresse.nom, elsewhere=False)
                if incident is not None:
                    self._propres[adresse.nom, parametre] = incident
                    return incident
                place = _place(self.monde, parametre, elsewhere=False)
                found = place or _children(self.monde, parametre, elsewhere=False)
                self._faits[parametre] = found[0]
            return self._faits[parametre]
        personne = self.monde.personnes[role] if role else None
        if parametre == "pk" and personne:
            cle, _ = Authenticator.objects.get_or_create(
                user=personne, type="webauthn", defaults={"data": {"name": "Ma clé d’accès"}}
            )
            return cle.pk
        if parametre == "session_id" and personne:
            session = UserSession.objects.filter(user=personne).first()
            return session.pk if session else None
        return None

    def visites(self, adresse: Adresse, *, toutes: bool) -> Iterator[Visite]:
        """Yield the visits that answer with a page: the first person of ``ORDRE``, or everyone."""
        acces = adresse.acces
        assert acces is not None
        for role in dict.fromkeys([None, *ORDRE] if acces.anonyme else ORDRE):
            url = self.url(adresse, role)
            if url is None:
                continue
            cache.clear()
            client = self.client(role)
            if role is not None:
                authentifier_a_l_instant(client, self.monde.personnes[role])
            response = client.get(url)
            if response.status_code == HTTPStatus.OK and response["Content-Type"].startswith("text/html"):
                yield Visite(adresse.nom, url, role)
                if not toutes:
                    return


def _famille(monde: Monde) -> None:
    """A family with everything its pages show: names that are long, a forbidden contact, a protected
    address, three generations.
    """
    mere = factories.creer_proche(
        monde.lea, monde.noe, prenom="Marie-Bernadette", nom="de La Rochefoucauld-Montbéliard",
        telephone="06 39 98 10 01", annee_naissance=1988,
    )  # fmt: skip
    oncle = factories.creer_proche(
        monde.lea, prenom="Gaétan", nature="oncle_tante", sexe="homme", decede=True
    )
    aieule = factories.creer_proche(monde.lea, prenom="Marthe", nature="grand_parent")
    factories.lier(aieule, "parent", autre=mere)
    factories.lier(aieule, "parent", autre=oncle)
    factories.creer_contact(monde.lea, oncle, consigne="Ne pas ouvrir. " * 20)
    factories.creer_contact(monde.lea, mere, appeler="autorise", visiter="accompagne")
    factories.creer_autorite(monde.lea, mere, etat="limitee", limites="Pas de sortie du territoire. " * 12)
    factories.proteger(mere)


def _ecole(monde: Monde) -> object:
    """A school life with everything its page shows; return the contract that runs."""
    factories.creer_scolarite(
        monde.lea, parole="J’aime la bibliothèque. " * 20, etablissement="Groupe scolaire Anne-Sylvestre " * 4,
        referent_ecole="Mme Aubert", transport="À pied", carnet="Claire",
    )  # fmt: skip
    factories.creer_plan(monde.lea, amenagements="Un tiers de temps en plus. " * 20)
    factories.creer_plan(monde.lea, nature="pai", clos_le=aujourdhui())
    factories.creer_absence_scolaire(monde.lea, motif="Fièvre", parole="J’avais mal au ventre.")
    factories.creer_exclusion(monde.lea, parole="On m’a poussée.", occupation="Elle jardine.")
    factories.creer_stage(monde.lea, tuteur="Samir", convention_par="La mère")
    factories.creer_voeu(monde.lea, reponse="Accepté.")
    factories.creer_suivi(monde.noe)
    return factories.creer_contrat_en_cours(monde.lea).pk


def _visites(monde: Monde) -> dict[tuple[str, str], object]:
    """Visits with everything their pages show; return the meetings and requests in the state an address asks."""
    with acting_as_system(raison="test"):
        mere = LienFamilial.objects.get(enfant=monde.noe, nature="parent").proche
    droit = factories.creer_droit_visite(
        monde.lea, mere, mediatisee=True, tiers="Mme Sorel, technicienne", suspendu_motif=""
    )
    factories.creer_droit_visite(
        monde.lea, mere, genre="hebergement", frequence="vacances", jour=None, nuits=7,
        precision="La moitié des vacances, la première les années paires. " * 8,
        suspendu_du=aujourdhui(), suspendu_par="juge", suspendu_motif="Ordonnance. " * 20,
    )  # fmt: skip
    jour = aujourdhui() - timedelta(days=3)
    tenue = factories.creer_rencontre(
        monde.lea, mere, etat="tenue", jour=jour, mediatisee=True, tiers="Mme Sorel", recit="Récit. " * 80,
        parole="« Elle sent toujours pareil. »", analyse="Apaisée. " * 60, accompagnement="Claire",
    )  # fmt: skip
    factories.creer_rencontre(
        monde.lea, mere, etat="manquee", du_fait_de="proche", jour=jour, motif="Le bus. " * 30
    )
    prevue = factories.creer_rencontre(monde.lea, mere, genre="appel", jour=aujourdhui() + timedelta(days=2))
    demande = factories.creer_autorisation(monde.lea, mere)
    factories.creer_relance(demande, texte="La mère veut parler au médecin. " * 10)
    refusee = factories.creer_autorisation(
        monde.lea, mere, acte="piercing", reponse="non", repondue_le=aujourdhui(), conditions="Trop jeune."
    )
    saisie = factories.creer_autorisation(
        monde.lea,
        mere,
        acte="banque",
        reponse="silence",
        repondue_le=aujourdhui(),
        juge_saisi_le=aujourdhui(),
    )
    return {
        ("fratries:occurrence", "droit_id"): droit.pk,
        ("fratries:raconter_rencontre", "rencontre_id"): tenue.pk,
        ("fratries:rencontre", "rencontre_id"): tenue.pk,
        ("fratries:transmettre_analyse", "rencontre_id"): tenue.pk,
        ("fratries:annuler_rencontre", "rencontre_id"): prevue.pk,
        ("fratries:deplacer_rencontre", "rencontre_id"): prevue.pk,
        ("fratries:autorisation", "autorisation_id"): demande.pk,
        ("fratries:saisir_juge", "autorisation_id"): refusee.pk,
        ("fratries:decision_juge", "autorisation_id"): saisie.pk,
    }


def _vie(monde: Monde) -> None:
    """Daily life with everything its pages show: long words, a person who no longer counts."""
    factories.creer_personne_ressource(
        monde.lea, nom="Jean-Baptiste Kouyaté-Lemercier", pourquoi="Il vient toujours me voir jouer. " * 8,
        joindre="06 39 98 10 44, le mercredi après l’entraînement",
    )  # fmt: skip
    factories.creer_personne_ressource(
        monde.lea, "la maîtresse de CP", fin=aujourdhui(), fin_mots="Elle a changé d’école."
    )
    factories.creer_mouvement(
        monde.lea, "12.00", libelle="Argent de la semaine, avec celui de l’anniversaire"
    )
    factories.creer_mouvement(monde.lea, "14.50", "depense", libelle="Cinéma et pop-corn")
    factories.creer_moment(
        monde.lea, "Le jour où j’ai nagé sans brassards jusqu’à l’échelle", paroles="J’ai bu. " * 20
    )
    factories.creer_proposition(monde.lea, "La cabane", mots="On a mis un toit. " * 12, quand="cet été")
    factories.creer_rituels(monde.lea, nuit="La porte entrouverte. " * 13, effraie="Le bruit de l’orage.")


def _soins(monde: Monde) -> None:
    """Medicines on demand: one that may be given, one that must wait."""
    auteur = monde.personnes[Role.EDUCATEUR_FAMILIAL]
    factories.creer_si_besoin(monde.lea, consigne="Avec un grand verre d’eau. " * 8)
    attend = factories.creer_si_besoin(monde.noe, "Ibuprofène, sirop", maximum=3, intervalle=8)
    factories.creer_prise(attend, auteur, None, precision="Mal à l’oreille depuis midi")


def _entrees(monde: Monde) -> None:
    """An admission at night without a paper, a line of the register corrected, a request refused at length."""
    secretaire = monde.personnes[Role.SECRETARIAT]
    factories.creer_admission(
        monde.noe, titre_annonce="opp_parquet", annonce_par="M. Rey, substitut de permanence, 02 00 00 00 00",
        annonce_le=timezone.now() - timedelta(hours=3), fin_prevue=aujourdhui() + timedelta(days=20),
    )  # fmt: skip
    factories.creer_remise(monde.noe, secretaire, facile_a_lire=True, precision="Lu ensemble. " * 20)
    factories.creer_preparation(monde.village, secretaire)
    for enfant in (monde.noe, monde.ines):
        factories.creer_inscription(enfant)
    factories.creer_demande(
        monde.village, secretaire, etat="refusee", reponse_le=aujourdhui() - timedelta(days=800),
        recue_le=aujourdhui() - timedelta(days=810), reponse_par=secretaire,
        reponse_motif="Aucune maison ne les garde ensemble avant l’été. " * 12,
    )  # fmt: skip


def _corriger(separation: Separation) -> None:
    """Corrected once, with a long reason; another one of the group that never took place."""
    with acting_as_system(raison="test"):
        separation.decideur, separation.revision = "Mme Aubert, inspectrice de l’aide sociale à l’enfance", 2
        separation.correction_motif = "Le nom de l’inspectrice manquait, et la date venait du courrier. " * 3
        separation.save()
        frere = MembreFratrie(fratrie=separation.fratrie, prenom="Balthazar", ailleurs=True)
        frere.save()
        factories.creer_separation(
            separation.fratrie,
            second_cote=[frere.pk],
            annulee_le=timezone.now(),
            annulation_motif="La décision a été retirée avant le changement de maison.",
        )


def _chambres(monde: Monde) -> None:
    """Rooms with and without sleepers, a long name, one that is closed; fewer beds than places."""
    factories.loger(monde.lea, factories.creer_chambre(monde.tilleuls, "Sous les toits"))
    factories.creer_chambre(monde.tilleuls, "La grande chambre du fond, côté jardin, près de l’escalier", 3)
    factories.creer_chambre(monde.tilleuls, "Vieille chambre", fermee_le=aujourdhui())


def _incidents(monde: Monde) -> dict[tuple[str, str], object]:
    """One incident with everything its page shows, one that is closed; what a house must do tonight."""
    educatrice, directeur = monde.personnes[Role.EDUCATEUR_FAMILIAL], monde.personnes[Role.DIRECTEUR]
    plein, clos = (
        factories.creer_incident(
            monde.village, declarant=educatrice, victimes=[monde.lea], etat="plan", maison=monde.tilleuls,
            danger="oui", lieu_precis="Derrière la remise du jardin partagé", paroles="« J’ai eu peur. » " * 20,
            avis="Cela peut recommencer. " * 20, mesures="Restée près d’elle.", circonstances="Avant le dîner.",
        )
        for _ in range(2)
    )  # fmt: skip
    factories.remplir_incident(
        plein, par=directeur, enfant=monde.lea, nom="Jean-Baptiste Kouyaté-Lemercier", texte="Une phrase. " * 20,
        pros=[factories.creer_professionnel("remise"), factories.creer_professionnel("jardin")],
    )  # fmt: skip
    factories.signer_et_clore(clos, directeur, monde.personnes[Role.CHEF_DE_SERVICE])
    factories.creer_alerte(plein)
    message = factories.creer_message(
        monde.lea, factories.creer_professionnel("visé", nom="Kouyaté-Lemercier"), mots="J’ai peur. " * 40
    )
    with acting_as_system(raison="page"):
        alerte = AlerteAstreinte.objects.get(message=message)
        SuiteMessage(
            message=message, par=directeur, le=timezone.now(), fait="Une phrase. " * 20,
            reponse="« Je t’ai lu. » " * 10, repondu=True,
        ).save()  # fmt: skip
    return {
        ("protection:alerte", "alerte_id"): alerte.pk,
        ("protection:suite_message", "alerte_id"): alerte.pk,
        ("protection:incident", "incident_id"): plein.pk,
        ("protection:ma_declaration", "incident_id"): plein.pk,
        ("protection:cloturer", "incident_id"): plein.pk,
        ("protection:bilan", "incident_id"): clos.pk,
        ("protection:etape_revu", "incident_id"): clos.pk,
    }


def _piliers(monde: Monde) -> dict[tuple[str, str], object]:
    """Trainings in each state, a map validated and one to validate, actions late and done, sessions."""
    person, other = factories.creer_professionnel("pilier"), factories.creer_professionnel("autre-pilier")
    for somebody in (person, other):
        factories.affecter(somebody, Role.EDUCATEUR_FAMILIAL, maison=monde.tilleuls)
    seance = factories.creer_formation(monde.village, person, formateur="Une juriste de l’association")
    factories.creer_formation(None, other, le=aujourdhui() - timedelta(days=500))
    hier, texte = aujourdhui() - timedelta(days=1), "Une phrase de prévention, sans nom. " * 12
    validee = factories.creer_carte(
        monde.village,
        avis_enfants=texte,
        validee_le=timezone.now(),
        validee_par=monde.personnes[Role.DIRECTEUR],
    )
    ouverte = factories.creer_carte(monde.village, annee=aujourdhui().year + 1)
    for carte in (validee, ouverte):
        a_prendre = factories.creer_risque(carte, person, description=texte, pour_le=hier)
        factories.creer_risque(carte, person, gravite=1, fait_le=hier, preuve=texte)
    factories.creer_prevention(monde.village, person, prevue_le=hier, texte=texte)
    factories.creer_prevention(monde.village, person, faite_le=hier, bilan=texte)
    factories.creer_seance(
        monde.village, monde.personnes[Role.DIRECTEUR], maison=monde.tilleuls, retour=texte
    )
    return {
        ("villages:formation", "formation_id"): seance.pk,
        ("protection:carte", "carte_id"): validee.pk,
        ("protection:risque", "carte_id"): ouverte.pk,
        ("protection:valider_carte", "carte_id"): ouverte.pk,
        ("protection:mesure_prise", "risque_id"): a_prendre.pk,
    }


class Salle:
    """One browser context per person, signed in by cookie, at one size and theme."""

    def __init__(
        self, browser: Browser, origine: str, catalogue: Catalogue, ecran: tuple[int, int, str]
    ) -> None:
        self.origine = origine
        self._browser, self._catalogue, self._ecran = browser, catalogue, ecran
        self._pages: dict[Role | None, tuple[Page, gates.Reseau]] = {}
        self._vues: set[tuple[Role | None, str]] = set()
        self._tenues: set[object] = set()

    def maximum(self, visite: Visite, page: Page) -> int:
        """Return what the page just opened may weigh; the first one of each public brings its typeface."""
        vue = (visite.role, page.evaluate("() => document.documentElement.dataset.public") or "")
        premiere = vue not in self._vues
        self._vues.add(vue)
        return gates.PREMIERE_PAGE if premiere else LOURDES.get(visite.nom, gates.PAGE_SUIVANTE)

    def page(self, role: Role | None) -> tuple[Page, gates.Reseau]:
        if role not in self._pages:
            page = open_page(self._browser, self._ecran)  # with an empty cache
            carry_session(page.context, self._catalogue.client(role), self.origine)
            self._pages[role] = (page, gates.Reseau.watch(page, self.origine))
        return self._pages[role]

    def a_tenir(self, visite: Visite, page: Page) -> bool:
        """Tell whether the filled page shows what has not been held to the gates in this room.

        Many roles read the same page: its own part is examined once, and what stands around it once
        for each role.
        """
        expect(page.locator(ATTENTE)).to_have_count(0)
        corps = page.evaluate(SANS_JETONS)
        nouvelles = {visite.role, corps} - self._tenues
        self._tenues |= nouvelles
        return bool(nouvelles)

    def close(self) -> None:
        for page, _ in self._pages.values():
            page.context.close()


def carry_session(context: BrowserContext, client: Client, origine: str) -> None:
    """Give the browser the session the test client has opened."""
    context.add_cookies([
        {"name": nom, "value": client.cookies[nom].value, "url": origine}
        for nom in (settings.SESSION_COOKIE_NAME,)
        if nom in client.cookies
    ])  # fmt: skip


def signed_in_page(
    browser: Browser, origine: str, ecran: tuple[int, int, str], personne: Utilisateur, **options: object
) -> Page:
    """Open a page whose session is ``personne``'s."""
    client = Client()
    ouvrir_session(client, personne)
    page = open_page(browser, ecran, **options)
    carry_session(page.context, client, origine)
    return page


def faults_of(page: Page) -> list[str]:
    """Hold the open page, its panels filled, to every gate; return what each one reproaches it."""
    expect(page.locator(ATTENTE)).to_have_count(0)
    enfant = page.evaluate("() => document.documentElement.dataset.public") == "enfant"
    gates_here: list[Callable[[Page], None]] = [
        partial(gates.assert_targets_large_enough, minimum=gates.CIBLE_ENFANT)
        if enfant and gate is gates.assert_targets_large_enough
        else gate
        for gate in gates.GATES
    ]
    return [fault for gate in gates_here if (fault := reproach(gate, page))]


def reproach(gate: Callable[..., None], *args: object) -> str:
    """Return what the gate says against the page, or nothing."""
    try:
        gate(*args)
    except AssertionError as fault:
        return str(fault)
    return ""


__all__ = [
    "ADRESSES",
    "COMPLET",
    "SANS_PAGE",
    "Adresse",
    "Catalogue",
    "Salle",
    "Visite",
    "carry_session",
    "faults_of",
    "reproach",
    "signed_in_page",
]
