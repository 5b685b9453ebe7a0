"""The thread of life: pages by key, filters, search."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from enfants.models import NoteJournal, VersionNote
from enfants.selectors import fil
from socle.audit.models import EntreeAudit
from socle.chiffrement.values import PHRASE_ILLISIBLE
from socle.habilitations.contexte import acting_as, acting_as_system
from socle.habilitations.roles import Role
from socle.outils.dates import jour_de_soiree
from tests import factories

pytestmark = pytest.mark.django_db

FIL = 20
LECTEURS = {
    Role.EDUCATEUR_FAMILIAL, Role.AIDE_FAMILIAL, Role.STAGIAIRE, Role.EDUCATEUR_SPECIALISE, Role.PSYCHOLOGUE,
    Role.INFIRMIER, Role.CHEF_DE_SERVICE, Role.DIRECTEUR, Role.CADRE_ASTREINTE,
}  # fmt: skip
VILLAGE = {Role.INFIRMIER, Role.CHEF_DE_SERVICE, Role.DIRECTEUR, Role.CADRE_ASTREINTE}
REFERENCE = {Role.EDUCATEUR_SPECIALISE, Role.PSYCHOLOGUE}


def adresse(enfant) -> str:
    return reverse("enfants:fil", args=[enfant.pk])


def notes_de(page: str) -> list[str]:
    return re.findall(r'id="note-([0-9a-f-]{36})"', page)


@pytest.fixture
def lectrice(monde, connecter):
    return connecter(monde.personnes[Role.EDUCATEUR_FAMILIAL])


@pytest.fixture
def ecrire(monde):
    """Write notes about Noé, one per day back from today, the last written first in the thread."""

    def write(combien: int, **champs) -> list[NoteJournal]:
        today = jour_de_soiree()
        return [
            factories.creer_note(
                monde.noe,
                monde.tilleuls,
                monde.personnes[Role.AIDE_FAMILIAL],
                f"Soirée numéro {rang}.",
                jour=today - timedelta(days=combien - rang - 1),
                **champs,
            )
            for rang in range(combien)
        ]

    return write


@pytest.mark.parametrize("role", list(Role))
def test_each_role_reads_the_threads_of_its_perimeter_and_no_other(monde, connecter, role):
    client = connecter(monde.personnes[role])
    for enfant in monde.enfants:
        near = enfant == monde.lea or (enfant == monde.noe and role not in REFERENCE)
        expected = role in LECTEURS and (near or (role in VILLAGE and enfant == monde.ines))
        assert client.get(adresse(enfant)).status_code == (200 if expected else 404), enfant.pk
        assert client.post(adresse(enfant), {"q": "mot"}).status_code == (200 if expected else 404)


def test_newest_first_with_author_function_mood_and_themes(monde, lectrice):
    note = factories.creer_note(
        monde.noe, monde.tilleuls, monde.personnes[Role.AIDE_FAMILIAL], "Bonne journée.",
        themes=["ecole", "parole"], humeur="joyeux", importante=True, complement="Et pour lui seul, ceci.",
    )  # fmt: skip
    page = lectrice.get(adresse(monde.noe)).text
    assert "École, parole de l’enfant" in page
    assert "joie" in page
    assert "Important" in page
    assert "Claire, aide familiale" in page
    assert page.index("Bonne journée.") < page.index("Et pour lui seul, ceci.")
    assert notes_de(page) == [str(note.pk)]


def test_a_note_taken_back_is_not_shown(monde, ecrire, lectrice):
    [note] = ecrire(1)
    with acting_as_system(raison="test"):
        note.annulee_le = timezone.now()
        note.save()
    page = lectrice.get(adresse(monde.noe)).text
    assert notes_de(page) == []
    assert "Aucune note pour le moment" in page


def test_the_current_version_is_shown_and_says_it_was_corrected(monde, ecrire, lectrice):
    [note] = ecrire(1)
    with acting_as_system(raison="test"):
        VersionNote(
            note=note, enfant=monde.noe, numero=2, auteur=note.auteur, ecrite_le=timezone.now(),
            texte="Soirée relue.", motif="Erreur de prénom",
        ).save()  # fmt: skip
        note.version = 2
        note.save()
    page = lectrice.get(adresse(monde.noe)).text
    assert "Soirée relue." in page
    assert "Soirée numéro" not in page
    assert "corrigée" in page
    assert "Erreur de prénom" not in page


def test_another_child_is_never_named_in_this_file(monde, lectrice):
    factories.creer_note(
        monde.noe, monde.tilleuls, monde.personnes[Role.AIDE_FAMILIAL],
        f"Dispute avec @[{monde.lea.pk}], puis @[{monde.noe.pk}] a ri.",
    )  # fmt: skip
    page = lectrice.get(adresse(monde.noe)).text
    assert "Dispute avec un autre enfant, puis Noé a ri." in page
    assert str(monde.lea.pk) not in page


def test_words_are_escaped(monde, lectrice):
    factories.creer_note(
        monde.noe, monde.tilleuls, monde.personnes[Role.AIDE_FAMILIAL], "<script>alert('bonsoir')</script>"
    )
    page = lectrice.get(adresse(monde.noe)).text
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page
    searched = lectrice.post(adresse(monde.noe), {"q": "<script>"}).text
    assert "<mark>&lt;script&gt;</mark>" in searched


def test_pages_follow_each_other_without_gap_or_repeat(monde, ecrire, lectrice):
    expected = [str(note.pk) for note in reversed(ecrire(45))]
    seen, url = [], adresse(monde.noe)
    for _ in range(4):
        page = lectrice.get(url).text
        seen += notes_de(page)
        following = re.search(r'href="(\?[^"]*avant=[^"]+)"', page)
        if following is None:
            break
        url = adresse(monde.noe) + following[1].replace("&amp;", "&")
    assert seen == expected


def test_notes_of_one_day_are_split_between_pages_by_their_order(monde, lectrice):
    notes = [
        factories.creer_note(monde.noe, monde.tilleuls, monde.personnes[Role.AIDE_FAMILIAL])
        for _ in range(25)
    ]
    first = lectrice.get(adresse(monde.noe))
    second = lectrice.get(adresse(monde.noe), {"avant": str(first.context["page"].suite)})
    assert notes_de(first.text) + notes_de(second.text) == [str(note.pk) for note in reversed(notes)]


def test_a_fragment_is_a_piece_of_the_page_it_completes(monde, ecrire, lectrice):
    ecrire(45)
    first = lectrice.get(adresse(monde.noe))
    url = f"{adresse(monde.noe)}?avant={first.context['page'].suite}"
    whole, fragment = lectrice.get(url).text, lectrice.get(url, headers={"HX-Request": "true"})
    assert fragment.text.strip() in whole
    assert fragment.text.lstrip().startswith("<li")
    assert "#note-" in fragment.headers["HX-Trigger-After-Settle"]


@pytest.mark.parametrize(
    "avant", ["hier", "2026-11-22", "2026-13-40_0193b1c0-0000-7000-8000-000000000000", "2026-11-22_x"]
)
def test_a_page_mark_that_means_nothing_is_not_found(monde, lectrice, avant):
    assert lectrice.get(adresse(monde.noe), {"avant": avant}).status_code == 404


def test_filters_of_the_address_keep_what_they_say(monde, ecrire, lectrice):
    old, recent = ecrire(2)
    school = factories.creer_note(
        monde.noe,
        monde.tilleuls,
        monde.personnes[Role.STAGIAIRE],
        "Dictée.",
        themes=["ecole"],
        importante=True,
    )
    url, today = adresse(monde.noe), jour_de_soiree().isoformat()
    assert notes_de(lectrice.get(url, {"themes": "ecole"}).text) == [str(school.pk)]
    assert notes_de(lectrice.get(url, {"themes": ["sante", "ecole"]}).text) == [str(school.pk)]
    assert notes_de(lectrice.get(url, {"importantes": "on"}).text) == [str(school.pk)]
    assert notes_de(lectrice.get(url, {"auteur": school.auteur_id}).text) == [str(school.pk)]
    assert notes_de(lectrice.get(url, {"du": today}).text) == [str(school.pk), str(recent.pk)]
    yesterday = (jour_de_soiree() - timedelta(days=1)).isoformat()
    assert notes_de(lectrice.get(url, {"au": yesterday}).text) == [str(old.pk)]
    assert "Aucune note avec ces filtres" in lectrice.get(url, {"themes": "repas"}).text


@pytest.mark.parametrize(
    ("filtre", "phrase"),
    [
        ({"du": "32/01/2026"}, "Cette date n’existe pas"),
        ({"du": "2026-11-22", "au": "2026-11-01"}, "La fin est avant le début"),
        ({"themes": "amour"}, "Ce thème n’existe pas"),
        ({"auteur": "0193b1c0-0000-7000-8000-000000000000"}, "Cette personne n’a rien écrit ici"),
    ],
)
def test_a_wrong_filter_is_told_beside_its_field(monde, lectrice, filtre, phrase):
    response = lectrice.get(adresse(monde.noe), filtre)
    assert response.status_code == 200
    assert phrase in response.text


def test_reading_is_audited_with_the_notes_shown(monde, ecrire, lectrice):
    notes = ecrire(25)
    lectrice.get(adresse(monde.noe))
    entry = EntreeAudit.objects.get(action="enfants.fil")
    assert entry.objets == [note.pk for note in reversed(notes)][:20]
    assert entry.enfants == [monde.noe.pk]


def test_a_lost_key_closes_the_words_and_leaves_the_page(monde, ecrire, lectrice):
    ecrire(2, humeur="calme")
    factories.perdre_la_cle(monde.noe.pk)
    response = lectrice.get(adresse(monde.noe))
    assert response.status_code == 200
    assert len(notes_de(response.text)) == 2
    assert response.text.count(PHRASE_ILLISIBLE) >= 4
    assert "Aucune note trouvée sur 2 lues" in lectrice.post(adresse(monde.noe), {"q": "soirée"}).text


def test_the_thread_costs_the_same_with_one_or_three_notes(
    monde, ecrire, lectrice, django_assert_num_queries
):
    for combien in (1, 2):
        ecrire(combien)
        lectrice.get(adresse(monde.noe))
        with django_assert_num_queries(FIL):
            lectrice.get(adresse(monde.noe))


# --- search ---------------------------------------------------------------------------


def test_a_search_ignores_case_and_accents_and_marks_what_it_finds(monde, ecrire, lectrice):
    ecrire(3)
    factories.creer_note(
        monde.noe, monde.tilleuls, monde.personnes[Role.AIDE_FAMILIAL], "Élan vers l’École & retour."
    )
    page = lectrice.post(adresse(monde.noe), {"q": "L'ecole & RETOUR"}).text
    assert "<mark>l’École &amp; retour</mark>" in page
    assert "1 note trouvée sur 4 lues" in page


def test_a_search_stays_in_the_filter_and_in_this_child_s_file(monde, ecrire, lectrice):
    ecrire(3, themes=["repas"])
    ecrire(2, themes=["ecole"])
    page = lectrice.post(f"{adresse(monde.noe)}?themes=ecole", {"q": "soirée"}).text
    assert "2 notes trouvées sur 2 lues" in page
    assert lectrice.post(adresse(monde.lea), {"q": "numéro"}).text.count("<mark>") == 0


def test_other_children_are_found_by_nobody_s_name(monde, lectrice):
    factories.creer_note(
        monde.noe, monde.tilleuls, monde.personnes[Role.AIDE_FAMILIAL], f"Jeu avec @[{monde.lea.pk}]."
    )
    assert "Aucune note trouvée" in lectrice.post(adresse(monde.noe), {"q": "Léa"}).text
    assert "Aucune note trouvée" in lectrice.post(adresse(monde.noe), {"q": str(monde.lea.pk)[:13]}).text
    assert "1 note trouvée" in lectrice.post(adresse(monde.noe), {"q": "autre enfant"}).text


def test_the_words_searched_are_kept_nowhere(monde, ecrire, lectrice, caplog):
    ecrire(1)
    response = lectrice.post(adresse(monde.noe), {"q": "canariloriot"})
    entry = EntreeAudit.objects.get(action="enfants.fil_recherche")
    assert "canariloriot" not in repr(vars(entry))
    assert "canariloriot" not in caplog.text
    assert re.findall(r'(?:href|action)="[^"]*canariloriot', response.text) == []
    assert lectrice.get(adresse(monde.noe), {"q": "soirée"}).text.count("<mark>") == 0


@pytest.mark.parametrize("cherche", ["", " ", "a", "x" * 101])
def test_a_search_that_cannot_be_made_says_why_beside_its_field(monde, lectrice, cherche):
    response = lectrice.post(adresse(monde.noe), {"q": cherche})
    assert response.status_code == 422
    assert 'id="id_q_error"' in response.text


def test_a_long_search_stops_and_goes_on(monde, ecrire, monkeypatch):
    notes = ecrire(9)
    monkeypatch.setattr(fil, "LOT", 2)
    monkeypatch.setattr(fil, "RECHERCHE_MAX", 4)
    user = monde.personnes[Role.EDUCATEUR_FAMILIAL]
    found, cursor, opened = [], None, []
    with acting_as(user):
        for _ in range(4):
            result = fil.search_thread(user, monde.noe, fil.FiltreFil(), "soirée", cursor)
            found += [lue.note.pk for lue in result.notes]
            opened.append(result.lues)
            cursor = result.suite
            if cursor is None:
                break
    assert found == [note.pk for note in reversed(notes)]
    assert opened == [4, 4, 1]


def test_a_search_with_many_hits_stops_and_goes_on(monde, ecrire, lectrice, monkeypatch):
    ecrire(5)
    monkeypatch.setattr(fil, "TROUVEES_MAX", 3)
    first = lectrice.post(adresse(monde.noe), {"q": "soirée"})
    assert "3 notes trouvées sur 3 lues, et ce n’est pas fini" in first.text
    rest = lectrice.post(
        adresse(monde.noe),
        {"q": "soirée", "avant": str(first.context["trouvees"].suite)},
        headers={"HX-Request": "true"},
    )
    assert len(notes_de(rest.text)) == 2
    assert rest.text.lstrip().startswith("<li")
