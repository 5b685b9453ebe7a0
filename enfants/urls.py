"""Addresses of the children's files and of the daily log; ids only, never a name."""

from django.urls import path

from enfants.views import brouillon, journal, maison, notes

app_name = "enfants"

urlpatterns = [
    path("", maison.accueil, name="accueil"),
    path("ma-maison/", maison.ma_maison, name="ma_maison"),
    path("maisons/<uuid:maison_id>/", maison.maison, name="maison"),
    path("maisons/<uuid:maison_id>/journal/", journal.journal, name="journal"),
    path("maisons/<uuid:maison_id>/journal/brouillon/", brouillon.brouillon, name="brouillon"),
    path("journal/", journal.mon_journal, name="mon_journal"),
    path("journal/enregistre/", journal.enregistre, name="enregistre"),
    path("note-rapide/", notes.note_rapide, name="note_rapide"),
    path("notes/<uuid:note_id>/", notes.note, name="note"),
    path("notes/<uuid:note_id>/annuler/", notes.annuler, name="annuler_note"),
    path("notes/<uuid:note_id>/corriger/", notes.corriger, name="corriger_note"),
]
