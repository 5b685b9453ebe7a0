"""A kind of notice says one sentence that nothing completes, and leads somewhere that exists."""

from __future__ import annotations

import pytest
from django.urls import NoReverseMatch

from socle.habilitations.permissions import parse_permission
from socle.notifications.registre import GenreAvis, UnregisteredNoticeError, genres, get, register
from socle.outils.identifiants import nouvel_id

BON = {
    "code": "essai.genre",
    "titre": "Un essai",
    "phrase": "Quelque chose attend.",
    "url": "enfants:fiche",
    "permission": "lire_identite",
}


@pytest.mark.parametrize(
    "change",
    [
        {"code": "Essai"},
        {"code": "essai"},
        {"code": "essai." + "a" * 64},
        {"titre": ""},
        {"titre": "a" * 81},
        {"titre": "Pour {prenom}"},
        {"phrase": "Pour %s."},
        {"phrase": "Voyez <b>ici</b>."},
        {"titre": "Un titre\r\nBcc: quelqu’un"},
        {"obligatoire": True, "courriel": False},
    ],
    ids=str,
)
def test_a_kind_that_could_be_completed_or_is_malformed_is_refused(change):
    assert GenreAvis(**BON)
    with pytest.raises(ValueError, match="notice"):
        GenreAvis(**BON | change)


def test_the_same_code_for_two_kinds_is_refused():
    register(GenreAvis(**BON))
    assert register(GenreAvis(**BON)).code == "essai.genre"
    with pytest.raises(ValueError, match="twice"):
        register(GenreAvis(**BON | {"titre": "Un autre"}))


def test_an_unregistered_code_is_refused_loudly():
    with pytest.raises(UnregisteredNoticeError):
        get("essai.inconnu")


def assert_leads_somewhere(genre: GenreAvis) -> None:
    assert genre.adresse(nouvel_id() if genre.avec_id else None).startswith("/")
    parse_permission(genre.permission)


def test_every_registered_kind_leads_somewhere_and_says_who_receives_it():
    assert {"enfants.proposition_recue", "enfants.acces_exceptionnel"} <= {g.code for g in genres()}
    for genre in genres():
        assert_leads_somewhere(genre)


def test_a_kind_that_leads_nowhere_is_found():
    """The gate itself: planted kinds must be found."""
    with pytest.raises(NoReverseMatch):
        assert_leads_somewhere(GenreAvis(**BON | {"url": "enfants:nulle_part"}))
    with pytest.raises(ValueError, match=r"permission"):
        assert_leads_somewhere(GenreAvis(**BON | {"permission": "danser"}))


@pytest.mark.parametrize("avec_id", [True, False])
def test_an_address_with_an_id_too_many_or_missing_is_refused(avec_id):
    genre = GenreAvis(**BON | {"avec_id": avec_id})
    with pytest.raises(ValueError, match="opens"):
        genre.adresse(None if avec_id else nouvel_id())
