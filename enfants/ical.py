"""An agenda as a telephone's calendar reads it (RFC 5545): hours, and words that name nobody.

It lies on servers that are not ours: no name, no place, no identifier of a file goes in.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from django.utils import timezone
from icalendar import Calendar, Event

from socle.ui.agenda import Evenement

#: An event whose end nobody wrote lasts an hour.
_UNE_HEURE = timedelta(hours=1)


def calendrier(evenements: Iterable[Evenement], *, jeton: str, adresse: str) -> bytes:
    """Return the calendar; ``adresse`` is the page, behind sign-in, where each event says more.

    Identifiers are digests under the secret of the address: the same from one reading to the next,
    and unlike those of another address.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Maison commune//agenda//FR")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", "Maison commune")
    calendar.add("refresh-interval", timedelta(hours=1), parameters={"VALUE": "DURATION"})
    now = timezone.now()
    for evenement in evenements:
        event = Event()
        digest = hashlib.sha256(f"{jeton}:{evenement.cle}".encode()).hexdigest()
        event.add("uid", f"{digest[:32]}@maison-commune")
        event.add("dtstamp", now)
        event.add("summary", evenement.neutre)
        event.add("url", f"{adresse}?jour={evenement.jour.isoformat()}")
        event.add("class", "CONFIDENTIAL")
        if evenement.heure is None:
            event.add("dtstart", evenement.jour)
            event.add("dtend", (evenement.jusqu_au or evenement.jour) + timedelta(days=1))
        else:
            debut = timezone.make_aware(datetime.combine(evenement.jour, evenement.heure))
            fin = (
                timezone.make_aware(datetime.combine(evenement.jour, evenement.jusqu_a))
                if evenement.jusqu_a
                else debut + _UNE_HEURE
            )
            event.add("dtstart", debut.astimezone(UTC))
            event.add("dtend", fin.astimezone(UTC))
        calendar.add_component(event)
    return calendar.to_ical()
