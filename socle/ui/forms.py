"""Forms of the interface itself: preferences, and the sample shown on the styleguide."""

from __future__ import annotations

from django import forms

from socle.ui.preferences import Preferences, Raccourci, Sons, Taille, Theme
from socle.ui.widgets import PucesCases, PucesRadio


class PreferencesForm(forms.Form):
    """How this device shows the pages."""

    theme = forms.ChoiceField(
        label="Couleurs",
        choices=[(Theme.AUTO, "Comme l'appareil"), (Theme.CLAIR, "Claires"), (Theme.SOMBRE, "Sombres")],
        widget=PucesRadio(icones={Theme.AUTO: "sun-moon", Theme.CLAIR: "sun", Theme.SOMBRE: "moon"}),
    )
    taille = forms.ChoiceField(
        label="Taille du texte",
        choices=[(Taille.NORMALE, "Normale"), (Taille.GRANDE, "Grande"), (Taille.TRES_GRANDE, "Très grande")],
        widget=PucesRadio(
            icones={Taille.NORMALE: "a-large-small", Taille.GRANDE: "type", Taille.TRES_GRANDE: "zoom-in"}
        ),
    )
    sons = forms.ChoiceField(
        label="Sons",
        choices=[(Sons.OUI, "Avec les sons"), (Sons.NON, "Sans les sons")],
        widget=PucesRadio(icones={Sons.OUI: "volume-2", Sons.NON: "volume-x"}),
    )

    raccourci = forms.ChoiceField(
        label="Touche « / » pour chercher",
        choices=[(Raccourci.OUI, "Active"), (Raccourci.NON, "Inactive")],
        widget=PucesRadio(icones={Raccourci.OUI: "keyboard", Raccourci.NON: "keyboard-off"}),
    )

    def preferences(self) -> Preferences:
        """Return the choices of a valid form."""
        return Preferences(
            theme=Theme(self.cleaned_data["theme"]),
            taille=Taille(self.cleaned_data["taille"]),
            sons=Sons(self.cleaned_data["sons"]),
            raccourci=Raccourci(self.cleaned_data["raccourci"]),
        )


class RechercheForm(forms.Form):
    """What one looks for by name."""

    use_required_attribute = False

    q = forms.CharField(
        label="Qui, ou quel lieu ?",
        required=False,
        max_length=80,
        widget=forms.TextInput(
            attrs={"type": "search", "autofocus": True, "autocomplete": "off", "data-champ-recherche": ""}
        ),
        error_messages={"max_length": "C’est trop long pour un nom : gardez-en quelques mots."},
    )


class ExempleForm(forms.Form):
    """Every kind of field, for the styleguide."""

    titre = forms.CharField(label="Titre", help_text="Quelques mots suffisent.", max_length=80)
    texte = forms.CharField(
        label="Ce qui s'est passé",
        help_text="Des faits, puis ce que l'enfant en dit : ses mots entre guillemets.",
        widget=forms.Textarea(attrs={"rows": 5}),
        required=False,
    )
    themes = forms.MultipleChoiceField(
        label="De quoi s'agit-il ?",
        choices=[
            ("sante", "Santé"),
            ("ecole", "École"),
            ("famille", "Famille"),
            ("fratrie", "Fratrie"),
            ("loisirs", "Loisirs"),
            ("sommeil", "Sommeil"),
            ("repas", "Repas"),
            ("autonomie", "Autonomie"),
        ],
        widget=PucesCases(
            icones={
                "sante": "stethoscope",
                "ecole": "school",
                "famille": "users-round",
                "fratrie": "heart-handshake",
                "loisirs": "bike",
                "sommeil": "moon",
                "repas": "utensils",
                "autonomie": "sprout",
            }
        ),
        required=False,
    )
    journee = forms.ChoiceField(
        label="Comment s'est passée la journée ?",
        choices=[
            ("tres_difficile", "Très difficile"),
            ("difficile", "Difficile"),
            ("moyenne", "Moyenne"),
            ("bonne", "Bonne"),
            ("tres_bonne", "Très bonne"),
        ],
        widget=PucesRadio(
            forme="tuiles",
            icones={
                "tres_difficile": "cloud-lightning",
                "difficile": "cloud-rain",
                "moyenne": "cloud",
                "bonne": "cloud-sun",
                "tres_bonne": "sun",
            },
        ),
        required=False,
    )
    le = forms.DateField(label="Date", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    maison = forms.ChoiceField(
        label="Maison", choices=[("tilleuls", "Les Tilleuls"), ("erables", "Les Érables")]
    )
    dure = forms.ChoiceField(
        label="Durée",
        choices=[("courte", "Moins d'une heure"), ("longue", "Plus d'une heure")],
        widget=forms.RadioSelect,
        required=False,
    )
    piece = forms.FileField(label="Pièce jointe", help_text="PDF ou photo, 10 Mo au plus.", required=False)
    prevenu = forms.BooleanField(label="La direction est prévenue", required=False)
