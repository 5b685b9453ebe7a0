"""Small, explicit makers of records; each runs as the system and has no hidden side effect."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from io import BytesIO
from uuid import UUID

from django.contrib.auth.models import Permission
from django.utils import timezone

from enfants.enums import (
    CadreScolaire,
    CategorieDocument,
    Destinataire,
    Destination,
    Enveloppe,
    EtatContrat,
    EtatPrise,
    FonctionInterlocuteur,
    Moment,
    NatureAbsence,
    NatureMesure,
    NatureMouvement,
    NatureNote,
    NatureNoteMedicale,
    NaturePlan,
    NiveauScolaire,
    PartieContrat,
    PeriodeArgent,
    PieceRemise,
    QualiteAccord,
    SignatureArgent,
    UsageImage,
)
from enfants.models import (
    AbonnementAgenda,
    Absence,
    AbsenceScolaire,
    AccesExceptionnel,
    AccordEnfant,
    Admission,
    Allergie,
    BaremeArgent,
    ContratEducatif,
    Depart,
    DocumentEnfant,
    DroitImage,
    Enfant,
    ExclusionScolaire,
    FicheRituels,
    Interlocuteur,
    MesureProtection,
    MomentHistoire,
    MouvementArgent,
    MouvementRegistre,
    NoteJournal,
    NoteMedicale,
    PersonneRessource,
    PlanScolaire,
    PreparationAdmission,
    Prise,
    RefusEnfant,
    Remise,
    RendezVous,
    Scolarite,
    Sejour,
    SignatureContrat,
    Stage,
    SuiviAssiduite,
    Traitement,
    Vaccination,
    VersionNote,
    VoeuOrientation,
)
from enfants.services.agenda import abonner
from enfants.services.registre import inscrire_reprise
from fratries.enums import (
    AutoriteSeparation,
    Contact,
    LienFratrie,
    NatureLien,
    NatureTitulaire,
    SexeProche,
    SuiteRevue,
)
from fratries.models import (
    AdresseProtegee,
    AutoriteParentale,
    DemandeAccueil,
    DemandeAutorisation,
    DroitVisite,
    EtapeAutorisation,
    Fratrie,
    LienFamilial,
    MembreFratrie,
    PersonneAutorisee,
    Proche,
    Rencontre,
    RevueSeparation,
    Separation,
)
from fratries.models.demande import EnfantDemande
from socle.chiffrement.empreinte import empreinte_identite
from socle.chiffrement.keys import creer_cle
from socle.chiffrement.models import CleSujet, NatureSujet
from socle.comptes.models import Utilisateur
from socle.documents.services import store
from socle.habilitations.contexte import acting_as, acting_as_system
from socle.habilitations.roles import PERIMETRES, Perimetre, Role
from socle.outils.dates import aujourdhui, jour_de_soiree
from socle.outils.declarations import Categorie
from socle.outils.identifiants import nouvel_id
from villages.models import (
    Affectation,
    Association,
    Astreinte,
    Chambre,
    Maison,
    Professionnel,
    Relais,
    Village,
)

MOT_DE_PASSE = "quatre mots bien choisis"


def creer_utilisateur(identifiant: str, *, nature: str = "professionnel", **champs: object) -> Utilisateur:
    return Utilisateur.objects.create_user(identifiant, MOT_DE_PASSE, nature=nature, **champs)


def creer_village(nom: str) -> Village:
    with acting_as_system(raison="test"):
        association = Association.objects.first()
        if association is None:
            association = Association(nom="Association d’essai")
            association.save()
        village = Village(association=association, nom=nom)
        village.save()
        return village


def creer_maison(village: Village, nom: str, places: int = 6) -> Maison:
    with acting_as_system(raison="test"):
        maison = Maison(village=village, nom=nom, places=places)
        maison.save()
        return maison


def creer_chambre(maison: Maison, nom: str = "Chambre bleue", lits: int = 2, **champs: object) -> Chambre:
    with acting_as_system(raison="test"):
        chambre = Chambre(maison=maison, nom=nom, lits=lits, **champs)
        chambre.save()
        return chambre


def loger(enfant: Enfant, chambre: Chambre | None) -> Sejour:
    """Say in which room a child sleeps."""
    with acting_as_system(raison="test"):
        sejour = Sejour.objects.get(enfant=enfant)
        sejour.chambre = chambre
        sejour.save()
        return sejour


def creer_professionnel(
    identifiant: str, *, prenom: str = "Claire", nom: str = "Renaud", compte: Utilisateur | None = None
) -> Professionnel:
    compte = compte or creer_utilisateur(identifiant)
    with acting_as_system(raison="test"):
        professionnel = Professionnel(compte=compte, prenom=prenom, nom=nom)
        creer_cle(professionnel.pk, NatureSujet.PROFESSIONNEL)
        professionnel.save()
        return professionnel


def affecter(
    professionnel: Professionnel,
    role: Role,
    *,
    village: Village | None = None,
    maison: Maison | None = None,
    enfant: Enfant | None = None,
    debut: date | None = None,
    fin: date | None = None,
) -> Affectation:
    """Assign without asking anybody's right; ``village`` follows from the house or the child."""
    with acting_as_system(raison="test"):
        if village is None and maison is not None:
            village = maison.village
        if village is None and enfant is not None:
            village = enfant.village
        affectation = Affectation(
            professionnel=professionnel,
            role=role,
            village=village,
            maison=maison,
            enfant_id=enfant.pk if enfant else None,
            debut=debut or aujourdhui() - timedelta(days=30),
            fin=fin,
        )
        affectation.save()
        return affectation


def creer_personne(role: Role, identifiant: str, *, maison: Maison, enfant: Enfant) -> Utilisateur:
    """Make the account of one row of the matrix, around one house and one of its children."""
    kind = PERIMETRES[role]
    if kind is Perimetre.SOI:
        compte = creer_utilisateur(identifiant, nature="enfant")
        with acting_as_system(raison="test"):
            enfant.compte = compte
            enfant.save()
        return compte
    if kind is Perimetre.EXCEPTION:
        compte = creer_utilisateur(identifiant, nature="partenaire")
        accorder(compte, enfant, "lire_identite")
        return compte
    professionnel = creer_professionnel(identifiant)
    compte = professionnel.compte
    assert compte is not None
    if kind is Perimetre.ASTREINTE:
        creer_astreinte(professionnel, maison.village)
    elif kind is Perimetre.MAISON:
        affecter(professionnel, role, maison=maison)
    elif kind is Perimetre.REFERENCE:
        affecter(professionnel, role, enfant=enfant)
    elif kind is Perimetre.VILLAGE:
        affecter(professionnel, role, village=maison.village)
    else:
        affecter(professionnel, role)
    return compte


def creer_relais(professionnel: Professionnel, maison: Maison, debut: date, fin: date) -> Relais:
    with acting_as_system(raison="test"):
        relais = Relais(professionnel=professionnel, maison=maison, debut=debut, fin=fin)
        relais.save()
        return relais


def creer_astreinte(professionnel: Professionnel, village: Village, rang: int = 1) -> Astreinte:
    with acting_as_system(raison="test"):
        today = aujourdhui()
        astreinte = Astreinte(
            professionnel=professionnel,
            village=village,
            rang=rang,
            debut=today,
            fin=today + timedelta(days=6),
            telephone="06 00 00 00 00",
        )
        astreinte.save()
        return astreinte


def creer_enfant(
    village: Village,
    prenom: str = "Léa",
    nom: str = "Martin",
    *,
    naissance: date = date(2017, 5, 4),
    maison: Maison | None = None,
    debut: date | None = None,
) -> Enfant:
    with acting_as_system(raison="test"):
        enfant = Enfant(village=village, prenom=prenom, nom=nom, date_naissance=naissance)
        creer_cle(enfant.pk, NatureSujet.ENFANT)
        enfant.empreinte = empreinte_identite(prenom, nom, naissance=naissance)
        enfant.save()
        if maison is not None:
            Sejour(enfant=enfant, maison=maison, debut=debut or aujourdhui() - timedelta(days=200)).save()
        return enfant


def creer_absence(enfant: Enfant, *, debut: date | None = None, fin: date | None = None) -> Absence:
    with acting_as_system(raison="test"):
        absence = Absence(
            enfant=enfant, nature=NatureAbsence.HEBERGEMENT, debut=debut or aujourdhui(), fin=fin
        )
        absence.save()
        return absence


def creer_abonnement(user: Utilisateur, maison: Maison | None = None) -> tuple[AbonnementAgenda, str]:
    """Return an address of the agenda and its secret."""
    with acting_as(user):
        return abonner(acteur=user, maison=maison)


def creer_mesure(
    enfant: Enfant,
    nature: NatureMesure = NatureMesure.AE_ASE,
    *,
    debut: date | None = None,
    fin: date | None = None,
    **champs: object,
) -> MesureProtection:
    with acting_as_system(raison="test"):
        start = debut or aujourdhui() - timedelta(days=100)
        mesure = MesureProtection(
            enfant=enfant, nature=nature, debut=start, fin=fin, **{"decision_le": start} | champs
        )
        mesure.save()
        return mesure


def creer_interlocuteur(
    enfant: Enfant, nom: str = "Mme Aubert", *, debut: date | None = None, **champs: object
) -> Interlocuteur:
    with acting_as_system(raison="test"):
        interlocuteur = Interlocuteur(
            enfant=enfant,
            nom=nom,
            debut=debut or aujourdhui() - timedelta(days=100),
            **{"fonction": FonctionInterlocuteur.REFERENT_ASE} | champs,
        )
        interlocuteur.save()
        return interlocuteur


def creer_fratrie(village: Village, *enfants: Enfant) -> Fratrie:
    with acting_as_system(raison="test"):
        fratrie = Fratrie(village=village)
        creer_cle(fratrie.pk, NatureSujet.FRATRIE)
        fratrie.save()
        for enfant in enfants:
            MembreFratrie(
                fratrie=fratrie,
                enfant=enfant,
                lien=LienFratrie.GERMAIN,
                prenom=enfant.prenom,
                annee_naissance=enfant.date_naissance.year,
            ).save()
        return fratrie


def creer_proche(
    *enfants: Enfant,
    prenom: str = "Nadia",
    nature: NatureLien = NatureLien.PARENT,
    sexe: SexeProche = SexeProche.FEMME,
    **champs: object,
) -> Proche:
    """Make a relative tied to each child; the ties come first, they open the relative."""
    with acting_as_system(raison="test"):
        proche = Proche(village=enfants[0].village, prenom=prenom, sexe=sexe, **champs)
        creer_cle(proche.pk, NatureSujet.PROCHE)
        proche.save()
        for enfant in enfants:
            LienFamilial(proche=proche, enfant=enfant, nature=nature).save()
        return proche


def lier(proche: Proche, nature: NatureLien, **bout: object) -> LienFamilial:
    with acting_as_system(raison="test"):
        lien = LienFamilial(proche=proche, nature=nature, **bout)
        lien.save()
        return lien


def lien_entre(proche: Proche, enfant: Enfant) -> LienFamilial:
    with acting_as_system(raison="test"):
        return LienFamilial.objects.get(proche=proche, enfant=enfant)


def creer_contact(enfant: Enfant, proche: Proche, **champs: object) -> PersonneAutorisee:
    """Forbid everything unless told otherwise."""
    interdit = dict.fromkeys(("appeler", "visiter", "chercher"), Contact.INTERDIT)
    with acting_as_system(raison="test"):
        contact = PersonneAutorisee(
            enfant=enfant,
            proche=proche,
            **{"debut": aujourdhui() - timedelta(days=30), "decision": "Jugement", **interdit, **champs},
        )
        contact.save()
        return contact


def creer_autorite(enfant: Enfant, proche: Proche | None, **champs: object) -> AutoriteParentale:
    with acting_as_system(raison="test"):
        autorite = AutoriteParentale(
            enfant=enfant,
            proche=proche,
            **{
                "nature": NatureTitulaire.PARENT,
                "debut": aujourdhui() - timedelta(days=900),
                **champs,
            },
        )
        autorite.save()
        return autorite


def proteger(proche: Proche, adresse: str = "12 rue des Lilas") -> AdresseProtegee:
    with acting_as_system(raison="test"):
        proche.adresse, proche.adresse_protegee = None, True
        proche.save()
        protection = AdresseProtegee(proche=proche, adresse=adresse, motif="Violences")
        protection.save()
        return protection


def creer_separation(fratrie: Fratrie, **champs: object) -> Separation:
    """Separate the first member from the others, this morning; a lone member gets a brother elsewhere."""
    with acting_as_system(raison="test"):
        membres = list(fratrie.membres.order_by("id"))
        if len(membres) == 1:
            frere = MembreFratrie(fratrie=fratrie, prenom="Tom", ailleurs=True)
            frere.save()
            membres.append(frere)
        separation = Separation(
            **{
                "fratrie": fratrie,
                "premier_cote": [membres[0].pk],
                "second_cote": [m.pk for m in membres[1:]],
                "autorite": AutoriteSeparation.ASE,
                "decidee_le": timezone.now() - timedelta(minutes=1),
                "motif": "Des violences entre eux, malgré l’accompagnement.",
                "parole": "« Je veux le voir le samedi. »",
                "plan_contacts": "Un samedi sur deux, et un appel le mercredi.",
                **champs,
            }
        )
        separation.save()
        return separation


def creer_revue(separation: Separation, tenue_le: date | None = None, **champs: object) -> RevueSeparation:
    with acting_as_system(raison="test"):
        revue = RevueSeparation(
            **{
                "separation": separation,
                "fratrie_id": separation.fratrie_id,
                "tenue_le": tenue_le or aujourdhui(),
                "suite": SuiteRevue.MAINTIEN,
                "constat": "Ils se voient tous les samedis.",
                **champs,
            }
        )
        revue.save()
        return revue


def creer_droit_visite(enfant: Enfant, proche: Proche, **champs: object) -> DroitVisite:
    """Every week on today's weekday, at two o'clock, since two months."""
    with acting_as_system(raison="test"):
        droit = DroitVisite(
            **{
                "enfant": enfant,
                "proche": proche,
                "genre": "visite",
                "frequence": "semaines",
                "jour": aujourdhui().weekday(),
                "heure_debut": time(14),
                "heure_fin": time(17),
                "lieu": "Maison commune",
                "debut": aujourdhui() - timedelta(days=60),
                "decide_par": "juge",
                **champs,
            }
        )
        droit.save()
        return droit


def creer_rencontre(enfant: Enfant, *proches: Proche, **champs: object) -> Rencontre:
    """A visit planned today; the siblings met are told by ``membres``."""
    with acting_as_system(raison="test"):
        rencontre = Rencontre(
            **{
                "enfant": enfant,
                "genre": "visite",
                "proches": [p.pk for p in proches],
                "jour": aujourdhui(),
                "heure_debut": time(14),
                "heure_fin": time(17),
                **champs,
            }
        )
        rencontre.save()
        return rencontre


def creer_autorisation(enfant: Enfant, *proches: Proche, **champs: object) -> DemandeAutorisation:
    """Leave to have an operation, asked of the relatives three days ago; of the ASE without one."""
    with acting_as_system(raison="test"):
        demande = DemandeAutorisation(
            **{
                "enfant": enfant,
                "acte": "operation",
                "objet": "Retrait des amygdales, à la Toussaint.",
                "demandee_a": "titulaires" if proches else "ase",
                "proches": [p.pk for p in proches],
                "destinataire": "" if proches else "ASE, maison des solidarités",
                "demandee_le": aujourdhui() - timedelta(days=3),
                "canal": "courriel",
                **champs,
            }
        )
        demande.save()
        return demande


def creer_relance(demande: DemandeAutorisation, **champs: object) -> EtapeAutorisation:
    with acting_as_system(raison="test"):
        etape = EtapeAutorisation(
            **{
                "demande": demande,
                "enfant_id": demande.enfant_id,
                "nature": "relance",
                "faite_le": aujourdhui() - timedelta(days=1),
                "canal": "telephone",
                "par": "Fabrice L.",
                **champs,
            }
        )
        etape.save()
        return etape


def accorder(
    utilisateur: Utilisateur, enfant: Enfant, permission: str, *, jours: int = 10, debut: date | None = None
) -> AccordEnfant:
    with acting_as_system(raison="test"):
        start = debut or aujourdhui() - timedelta(days=1)
        accord = AccordEnfant(
            user=utilisateur,
            content_object=enfant,
            permission=Permission.objects.get(codename=permission, content_type__app_label="enfants"),
            debut=start,
            fin=start + timedelta(days=jours),
            motif="Suivi extérieur",
            accorde_par=creer_utilisateur(f"direction-{nouvel_id()}"),
        )
        accord.save()
        return accord


def refuser(utilisateur: Utilisateur, enfant: Enfant, *, fin: date | None = None) -> RefusEnfant:
    with acting_as_system(raison="test"):
        refus = RefusEnfant(
            utilisateur=utilisateur,
            enfant=enfant,
            debut=aujourdhui() - timedelta(days=2),
            fin=fin,
            motif="Lien de parenté",
            pose_par=creer_utilisateur(f"direction-{nouvel_id()}"),
        )
        refus.save()
        return refus


def ouvrir_acces_exceptionnel(
    utilisateur: Utilisateur, enfant: Enfant, *, duree: timedelta = timedelta(hours=1)
) -> AccesExceptionnel:
    with acting_as_system(raison="test"):
        now = timezone.now()
        acces = AccesExceptionnel(
            utilisateur=utilisateur,
            enfant=enfant,
            ouvert_le=now - timedelta(minutes=1),
            expire_le=now - timedelta(minutes=1) + duree,
            motif="Enfant confié cette nuit",
        )
        acces.save()
        return acces


def creer_note(
    enfant: Enfant,
    maison: Maison,
    auteur: Utilisateur,
    texte: str = "Journée tranquille.",
    *,
    jour: date | None = None,
    ecrite_le: datetime | None = None,
    lot: UUID | None = None,
    **version: object,
) -> NoteJournal:
    with acting_as_system(raison="test"):
        moment = ecrite_le or timezone.now()
        note = NoteJournal(
            enfant=enfant,
            maison=maison,
            auteur=auteur,
            nature=NatureNote.JOURNAL_DU_SOIR,
            lot=lot or nouvel_id(),
            jour=jour or aujourdhui(),
            ecrite_le=moment,
            themes=version.get("themes", []),
            importante=version.get("importante", False),
        )
        note.save()
        VersionNote(
            note=note, enfant=enfant, numero=1, auteur=auteur, ecrite_le=moment, texte=texte, **version
        ).save()
        return note


def creer_document(
    enfant: Enfant,
    titre: str = "Carte d’identité",
    *,
    categorie: CategorieDocument = CategorieDocument.IDENTITE,
    contenu: bytes = b"%PDF-1.7 papier",
    nom: str = "papier.pdf",
    auteur: Utilisateur | None = None,
    **champs: object,
) -> DocumentEnfant:
    with acting_as_system(raison="test"):
        ident = nouvel_id()
        document = DocumentEnfant(
            **{
                "id": ident,
                "enfant": enfant,
                "categorie": categorie,
                "serie": ident,
                "titre": titre,
                "auteur": auteur or creer_utilisateur(f"depot-{ident}"),
                "depose_le": timezone.now(),
                "fichier": store(
                    sujet_id=enfant.pk,
                    stream=BytesIO(contenu),
                    nom_fichier=nom,
                    enfant_id=enfant.pk,
                    categorie=Categorie(categorie),
                    nature="document_enfant",
                ),
            }
            | champs
        )
        document.save(force_insert=True)
        return document


def creer_allergie(enfant: Enfant, substance: str = "arachide", **champs: object) -> Allergie:
    with acting_as_system(raison="test"):
        allergie = Allergie(enfant=enfant, substance=substance, **champs)
        allergie.save()
        return allergie


def creer_traitement(
    enfant: Enfant, nom: str = "Amoxicilline", *moments: Moment, debut: date | None = None, **champs: object
) -> Traitement:
    with acting_as_system(raison="test"):
        traitement = Traitement(
            enfant=enfant,
            nom=nom,
            dose=champs.pop("dose", "1 comprimé"),
            moments=list(moments or [Moment.MATIN, Moment.SOIR]),
            debut=debut or aujourdhui() - timedelta(days=5),
            prescripteur=champs.pop("prescripteur", "Dr Morel"),
            **champs,
        )
        traitement.save()
        return traitement


def creer_prise(
    traitement: Traitement,
    auteur: Utilisateur,
    moment: Moment = Moment.MATIN,
    *,
    jour: date | None = None,
    saisie_le: datetime | None = None,
    **champs: object,
) -> Prise:
    with acting_as_system(raison="test"):
        prise = Prise(
            traitement=traitement,
            enfant_id=traitement.enfant_id,
            jour=jour or jour_de_soiree(),
            moment=moment,
            etat=champs.pop("etat", EtatPrise.DONNEE),
            quoi=f"{traitement.nom}, {traitement.dose}",
            auteur=auteur,
            saisie_le=saisie_le or timezone.now(),
            **champs,
        )
        prise.save()
        return prise


def creer_rendez_vous(
    enfant: Enfant, objet: str = "Orthodontiste", *, le: datetime | None = None, **champs: object
) -> RendezVous:
    with acting_as_system(raison="test"):
        le = le or timezone.now() + timedelta(hours=20)
        rendez_vous = RendezVous(enfant=enfant, objet=objet, le=le, **champs)
        rendez_vous.save()
        return rendez_vous


def creer_note_medicale(
    enfant: Enfant, auteur: Utilisateur, texte: str = "Otite droite, traitée.", *, secret: bool = False
) -> NoteMedicale:
    with acting_as_system(raison="test"):
        note = NoteMedicale(
            enfant=enfant,
            nature=NatureNoteMedicale.CONSULTATION,
            jour=aujourdhui(),
            texte=texte,
            secret=secret,
            auteur=auteur,
            ecrite_le=timezone.now(),
        )
        note.save()
        return note


def creer_vaccination(
    enfant: Enfant, auteur: Utilisateur, *valences: str, jour: date | None = None, **champs: object
) -> Vaccination:
    with acting_as_system(raison="test"):
        vaccination = Vaccination(
            enfant=enfant,
            valences=list(valences or ["dtp"]),
            jour=jour or aujourdhui() - timedelta(days=400),
            auteur=auteur,
            saisie_le=timezone.now(),
            **champs,
        )
        vaccination.save()
        return vaccination


def creer_personne_ressource(
    enfant: Enfant, mots: str = "mon parrain de foot", *, dit_le: date | None = None, **champs: object
) -> PersonneRessource:
    with acting_as_system(raison="test"):
        jour = dit_le or aujourdhui() - timedelta(days=30)
        personne = PersonneRessource(
            **{
                "enfant": enfant,
                "mots": mots,
                "dit_le": jour,
                "reposee_le": jour,
                "note_par": champs.pop("note_par", None) or creer_utilisateur(f"ressource-{nouvel_id()}"),
            }
            | champs
        )
        personne.save()
        return personne


def creer_rituels(enfant: Enfant, **champs: object) -> FicheRituels:
    with acting_as_system(raison="test"):
        fiche = FicheRituels(
            **{
                "enfant": enfant,
                "coucher": "Une histoire, puis la chanson du lapin.",
                "relue_le": aujourdhui() - timedelta(days=12),
                "relue_par": creer_utilisateur(f"rituels-{nouvel_id()}"),
            }
            | champs
        )
        fiche.save()
        return fiche


def creer_bareme(village: Village, **champs: object) -> BaremeArgent:
    with acting_as_system(raison="test"):
        bareme = BaremeArgent(
            **{
                "village": village,
                "enveloppe": Enveloppe.POCHE,
                "age_min": 8,
                "age_max": 10,
                "montant": Decimal("5.00"),
                "periode": PeriodeArgent.SEMAINE,
                "debut": aujourdhui() - timedelta(days=100),
            }
            | champs
        )
        bareme.save()
        return bareme


def creer_mouvement(
    enfant: Enfant,
    montant: str = "5.00",
    nature: NatureMouvement = NatureMouvement.DONNE,
    *,
    auteur: Utilisateur | None = None,
    **champs: object,
) -> MouvementArgent:
    with acting_as_system(raison="test"):
        mouvement = MouvementArgent(
            **{
                "enfant": enfant,
                "enveloppe": Enveloppe.POCHE,
                "nature": nature,
                "jour": aujourdhui(),
                "libelle": "Argent de la semaine",
                "montant": Decimal(montant),
                "sans_justificatif": "au marché" if nature == NatureMouvement.DEPENSE else None,
                "signature": SignatureArgent.COMPTE,
                "auteur": auteur or creer_utilisateur(f"argent-{nouvel_id()}"),
                "saisi_le": timezone.now(),
            }
            | champs
        )
        mouvement.save(force_insert=True)
        return mouvement


def creer_droit_image(
    enfant: Enfant, personne: UUID | None = None, usage: UsageImage = UsageImage.ALBUM, **champs: object
) -> DroitImage:
    with acting_as_system(raison="test"):
        accord = DroitImage(
            **{
                "enfant": enfant,
                "usage": usage,
                "qualite": QualiteAccord.TITULAIRE if personne else QualiteAccord.ENFANT,
                "personne": personne or enfant.pk,
                "nom": "Marie Martin",
                "accorde": True,
                "debut": aujourdhui() - timedelta(days=60),
            }
            | champs
        )
        accord.save()
        return accord


def creer_moment(enfant: Enfant, titre: str = "Ma première dent", **champs: object) -> MomentHistoire:
    with acting_as_system(raison="test"):
        moment = MomentHistoire(
            **{
                "enfant": enfant,
                "jour": aujourdhui() - timedelta(days=40),
                "titre": titre,
                "texte": "Elle est tombée dans la soupe.",
                "choix": "ensemble",
                "avec": "Claire",
                "choisi_le": aujourdhui() - timedelta(days=2),
                "auteur": creer_utilisateur(f"histoire-{nouvel_id()}"),
            }
            | champs
        )
        moment.save()
        return moment


def perdre_la_cle(sujet: UUID) -> None:
    """Make what is sealed for one subject unreadable, as after a destruction."""
    with acting_as_system(raison="test"):
        CleSujet.objects.filter(pk=sujet).update(cle_enveloppee=None, detruite_le=timezone.now())


# --- school ---------------------------------------------------------------------------------------


def creer_scolarite(enfant: Enfant, **champs: object) -> Scolarite:
    """A child in CE2 since last month, unless told otherwise."""
    with acting_as_system(raison="test"):
        values = {
            "cadre": CadreScolaire.ECOLE,
            "niveau": NiveauScolaire.CE2,
            "classe": "CE2 B",
            "etablissement": "École Jules-Verne",
            "debut": aujourdhui() - timedelta(days=30),
        } | champs
        scolarite = Scolarite(enfant=enfant, **values)
        scolarite.save()
        return scolarite


def creer_plan(enfant: Enfant, **champs: object) -> PlanScolaire:
    with acting_as_system(raison="test"):
        today = aujourdhui()
        values = {
            "nature": NaturePlan.PAP,
            "debut": today - timedelta(days=30),
            "fin": today + timedelta(days=20),
            "amenagements": "Un tiers temps, et les consignes lues.",
        } | champs
        plan = PlanScolaire(enfant=enfant, **values)
        plan.save()
        return plan


def creer_stage(enfant: Enfant, **champs: object) -> Stage:
    with acting_as_system(raison="test"):
        stage = Stage(enfant=enfant, **({"lieu": "La boulangerie", "debut": aujourdhui()} | champs))
        stage.save()
        return stage


def creer_voeu(enfant: Enfant, **champs: object) -> VoeuOrientation:
    with acting_as_system(raison="test"):
        values = {
            "parole": "Je veux faire des gâteaux.",
            "avant_le": aujourdhui() + timedelta(days=10),
        } | champs
        voeu = VoeuOrientation(enfant=enfant, **values)
        voeu.save()
        return voeu


def creer_absence_scolaire(enfant: Enfant, *, jour: date | None = None, **champs: object) -> AbsenceScolaire:
    with acting_as_system(raison="test"):
        day = jour or aujourdhui()
        absence = AbsenceScolaire(enfant=enfant, **({"debut": day, "fin": day} | champs))
        absence.save()
        return absence


def creer_exclusion(enfant: Enfant, **champs: object) -> ExclusionScolaire:
    with acting_as_system(raison="test"):
        values = {"debut": aujourdhui(), "fin": aujourdhui(), "motif": "Une dispute à la cantine."} | champs
        exclusion = ExclusionScolaire(enfant=enfant, **values)
        exclusion.save()
        return exclusion


def creer_suivi(enfant: Enfant, **champs: object) -> SuiviAssiduite:
    with acting_as_system(raison="test"):
        today = aujourdhui()
        values = {
            "ouvert_le": today - timedelta(days=5),
            "situation": "Il ne veut plus prendre le car.",
            "prochaine_le": today + timedelta(days=3),
        } | champs
        suivi = SuiviAssiduite(enfant=enfant, **values)
        suivi.save()
        return suivi


def creer_contrat(enfant: Enfant, *parties: str, **champs: object) -> ContratEducatif:
    """A contract, signed by ``parties``; one that runs unless told otherwise when everybody signed."""
    with acting_as_system(raison="test"):
        today = aujourdhui()
        values = {
            "parole": "Je veux lire un livre en entier.",
            "objectifs": ["Lire dix minutes le soir", "Lever la main"],
            "debut": today - timedelta(days=10),
            "fin": today + timedelta(days=60),
        } | champs
        contrat = ContratEducatif(enfant=enfant, **values)
        contrat.save()
        for partie in parties:
            SignatureContrat(
                contrat=contrat, enfant=enfant, partie=partie, nom="Quelqu’un", le=today - timedelta(days=9)
            ).save()
        return contrat


def creer_contrat_en_cours(enfant: Enfant, **champs: object) -> ContratEducatif:
    return creer_contrat(enfant, *PartieContrat.values, etat=EtatContrat.EN_COURS, **champs)


# --- admission to departure -----------------------------------------------------------


def creer_preparation(village: Village, auteur: Utilisateur, **contenu: object) -> PreparationAdmission:
    with acting_as_system(raison="test"):
        preparation = PreparationAdmission(
            village=village,
            auteur=auteur,
            contenu={"prenom": "Tom", "nom": "Petit", "date_naissance": "2018-03-02", "sexe": "garcon"}
            | contenu,
        )
        creer_cle(preparation.pk, NatureSujet.ACCUEIL)
        preparation.save()
        return preparation


def creer_admission(enfant: Enfant, **champs: object) -> Admission:
    """Open the admission of a child's only stay."""
    with acting_as_system(raison="test"):
        admission = Admission(enfant=enfant, sejour=Sejour.objects.get(enfant=enfant), **champs)
        admission.save()
        return admission


def creer_remise(enfant: Enfant, auteur: Utilisateur, **champs: object) -> Remise:
    with acting_as_system(raison="test"):
        remise = Remise(
            **{
                "enfant": enfant,
                "sejour": Sejour.objects.get(enfant=enfant),
                "lot": nouvel_id(),
                "piece": PieceRemise.LIVRET,
                "destinataire": Destinataire.ENFANT,
                "remise_le": aujourdhui(),
                "auteur": auteur,
                **champs,
            }
        )
        remise.save()
        return remise


def creer_depart(enfant: Enfant, fin: date | None = None, **champs: object) -> Depart:
    """Have the child's only stay end, tomorrow unless told otherwise; the register gets its line."""
    with acting_as_system(raison="test"):
        sejour = Sejour.objects.select_related("maison").get(enfant=enfant)
        sejour.fin = fin or aujourdhui() + timedelta(days=1)
        sejour.save()
        depart = Depart(
            **{
                "enfant": enfant,
                "sejour": sejour,
                "destination": Destination.FAMILLE,
                "precision": "chez sa mère, à Tours",
                "motif": "Mainlevée du placement.",
                **champs,
            }
        )
        depart.save()
        inscrire_reprise(acteur=None, sejours=[sejour], lieu="retour en famille")
        return depart


def creer_inscription(enfant: Enfant) -> MouvementRegistre:
    """Write the child's entry in the register."""
    with acting_as_system(raison="test"):
        inscrire_reprise(acteur=None, sejours=list(Sejour.objects.filter(enfant=enfant)), lieu="sa famille")
        return MouvementRegistre.objects.filter(enfant=enfant).order_by("numero")[0]


def creer_demande(village: Village, auteur: Utilisateur, **champs: object) -> DemandeAccueil:
    with acting_as_system(raison="test"):
        demande = DemandeAccueil(
            **{
                "village": village,
                "departement": "Indre-et-Loire",
                "recue_le": aujourdhui() - timedelta(days=3),
                "recue_par": auteur,
                "demandeur": "Mme Aubert, ASE, 02 00 00 00 00",
                "enfants": [
                    EnfantDemande(
                        ident=nouvel_id(),
                        prenom="Tom",
                        nom="Petit",
                        naissance=date(2018, 3, 2),
                        sexe="garcon",
                        besoins="Dort avec une veilleuse.",
                    ).as_json(),
                    EnfantDemande(ident=nouvel_id(), prenom="Zoé", annee=2021, sexe="fille").as_json(),
                ],
                "ou_ils_sont": "Une pouponnière et une famille d’accueil.",
                "situation": "Leur mère est hospitalisée.",
                **champs,
            }
        )
        creer_cle(demande.pk, NatureSujet.ACCUEIL)
        demande.save()
        return demande
