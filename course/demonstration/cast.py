"""Who works at Arvanel: invented names, teams and jobs; nobody real is meant."""

from dataclasses import dataclass

from course.foundation.permissions import Role

ORGANISATION = "Arvanel (démonstration)"
ROOT_TEAM = ("poste-client", "Poste client")
TEAMS = (
    ("grands-comptes", "Recouvrement grands comptes"),
    ("pme-particuliers", "Relance PME et particuliers"),
    ("facturation-adv", "Facturation et ADV"),
)


@dataclass(frozen=True, slots=True)
class Member:
    """One invented person; `progress` shifts the true ability, in standard deviations of the population."""

    name: str
    team: str
    job: str | None
    roles: tuple[Role, ...] = (Role.EMPLOYEE,)
    login: str = ""
    manages: tuple[str, ...] = ()
    progress: float = 0.0

    @property
    def account(self) -> str:
        """The login: the one given, or made of the name."""
        if self.login:
            return self.login
        first, last = self.name.casefold().split(" ", 1)
        plain = f"{first}.{last}".replace(" ", "-").translate(str.maketrans("éèêëàâîïôöûüç", "eeeeaaiioouuc"))
        return f"{plain}@arvanel.example"


def _team(team: str, job: str, *names: str) -> tuple[Member, ...]:
    return tuple(Member(name, team, job) for name in names)


STARS = (
    Member("Nadia Benali", "grands-comptes", "charge-de-recouvrement", login="nadia@arvanel.example", progress=-0.8),
    Member(
        "Claire Vasseur",
        "poste-client",
        "credit-manager",
        (Role.EMPLOYEE, Role.MANAGER),
        "claire@arvanel.example",
        ("poste-client",),
        0.5,
    ),
    Member("Sophie Ferrand", "", None, (Role.EMPLOYEE, Role.TRAINER), "sophie@arvanel.example"),
    Member("Bruno Delmas", "", None, (Role.ADMINISTRATOR,), "admin@arvanel.example"),
)

OTHERS = (
    *_team(
        "grands-comptes",
        "charge-de-recouvrement",
        "Paul Nguyen",
        "Karim Haddad",
        "Hélène Duval",
        "Maëlle Riou",
        "Rémi Castel",
        "Aïcha Traoré",
        "Louis Perrot",
    ),
    *_team("grands-comptes", "credit-manager", "Étienne Marchal"),
    *_team("grands-comptes", "juriste", "Anne Kerbrat", "Victor Salomon"),
    *_team("grands-comptes", "commercial", "Sophie Lambert", "Yann Briand"),
    *_team(
        "pme-particuliers",
        "charge-de-relance",
        "Thomas Le Goff",
        "Inès Carpentier",
        "Amadou Diallo",
        "Chloé Renard",
        "Gaël Morvan",
        "Leïla Mansouri",
        "Hugo Fabre",
        "Manon Vidal",
        "Olivier Caron",
    ),
    *_team("pme-particuliers", "charge-de-recouvrement", "Sarah Cohen", "Mathieu Roussel", "Élodie Picard"),
    *_team("pme-particuliers", "commercial", "Antoine Gallet"),
    *_team(
        "facturation-adv",
        "comptable-clients",
        "Julie Morel",
        "Camille Roche",
        "Nicolas Aubry",
        "Pauline Weber",
        "Samir Belkacem",
        "Romain Texier",
    ),
    *_team("facturation-adv", "adv", "Fatou Sarr", "Lucas Petit", "Émilie Garnier", "David Lopes", "Céline Maury"),
)

LEADERS = (
    Member(
        "Marc Oberlin",
        "grands-comptes",
        "credit-manager",
        (Role.EMPLOYEE, Role.MANAGER),
        manages=("grands-comptes",),
        progress=0.3,
    ),
    Member(
        "Isabelle Noël",
        "facturation-adv",
        "comptable-clients",
        (Role.EMPLOYEE, Role.MANAGER),
        manages=("facturation-adv",),
        progress=0.3,
    ),
)

MEMBERS = (*STARS, *LEADERS, *OTHERS)
