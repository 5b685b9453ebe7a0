"""Each house gets the numbers of places its versions tell, each from the day it was written.

The last row says what the house said until now. Going back puts the number of each day on the house and its versions.
"""

from django.db import migrations
from django.utils import timezone

from socle.outils.identifiants import nouvel_id


def dater(apps, schema_editor):
    Maison = apps.get_model("villages", "Maison")
    Version = apps.get_model("villages", "HistoricalMaison")
    for maison in Maison.objects.order_by("id"):
        versions = Version.objects.filter(id=maison.pk).order_by("history_date", "history_id")
        said = versions.values_list("places", "history_date", "history_user_id")
        for day, places, moment, auteur in nombres_dates(said, maison.places, timezone.now()):
            _write(apps, maison, day, places, moment, auteur)


def nombres_dates(versions, actuel, maintenant):
    """Return day, places, moment and author of each number a house had; the last of a day holds."""
    told, last = {}, None
    # The row itself has the last word, were a version missing.
    for places, moment, auteur in [*versions, (actuel, maintenant, None)]:
        if places != last:
            told[timezone.localdate(moment)] = (places, moment, auteur)
            last = places
    rows = [(day, *told[day]) for day in sorted(told)]
    return [row for rank, row in enumerate(rows) if rank == 0 or row[1] != rows[rank - 1][1]]


def _write(apps, maison, day, places, moment, auteur):
    row = apps.get_model("villages", "CapaciteMaison")(
        id=nouvel_id(), maison=maison, places=places, a_partir_du=day
    )
    row.save()
    apps.get_model("villages", "HistoricalCapaciteMaison")(
        id=row.pk,
        maison=maison,
        places=places,
        a_partir_du=day,
        history_id=nouvel_id(),
        history_date=moment,
        history_user_id=auteur,
        history_type="+",
    ).save()


def remettre(apps, schema_editor):
    Maison = apps.get_model("villages", "Maison")
    Version = apps.get_model("villages", "HistoricalMaison")
    Capacite = apps.get_model("villages", "CapaciteMaison")
    for maison in Maison.objects.order_by("id"):
        rows = list(Capacite.objects.filter(maison=maison).order_by("a_partir_du"))
        for version in Version.objects.filter(id=maison.pk):
            version.places = _held(rows, timezone.localdate(version.history_date))
            version.save()
        maison.places = _held(rows, timezone.localdate())
        maison.save()


def _held(rows, jour):
    return [row for row in rows if row.a_partir_du <= jour or row is rows[0]][-1].places


class Migration(migrations.Migration):
    dependencies = [("villages", "0008_nombres_de_places_dates")]

    operations = [migrations.RunPython(dater, remettre)]
