"""One lesson on the trainer's desk: what learners see, the draft beside it, and where it stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from course.accounts.models import Person
from course.authoring.models import Draft
from course.catalogue.models import CompanyNote, Lesson, Module
from course.catalogue.rules import lesson_number
from course.publishing.models import Item, Publication, Version


@dataclass(frozen=True, slots=True)
class PublishedRow:
    """The version that learners see."""

    version_id: int
    number: int
    title: str
    source: str
    at: datetime
    by: str | None


@dataclass(frozen=True, slots=True)
class DraftRow:
    """The draft as it is stored; the row stays after publishing, so that `revision` never starts again."""

    item_id: int
    source: str
    revision: int
    base_version_id: int | None
    base_source: str | None
    base_number: int | None
    updated_at: datetime
    updated_by: int | None
    by: str | None


@dataclass(frozen=True, slots=True)
class Desk:
    """A lesson to edit. `revision` is that of the stored draft, 0 where there never was one."""

    item_id: int
    key: str
    file_path: str | None
    is_retired: bool
    module_key: str
    module_number: int
    module_title: str
    position: int
    published: PublishedRow | None
    stored: DraftRow | None

    @property
    def draft(self) -> DraftRow | None:
        """The draft where its text differs from what it was made of and from what is published."""
        if self.stored is None or self.stored.source == self.stored.base_source:
            return None
        return None if self.published and self.stored.source == self.published.source else self.stored

    @property
    def revision(self) -> int:
        """The revision that a save must name."""
        return self.stored.revision if self.stored else 0

    @property
    def source(self) -> str:
        """The text to go on with: the draft's, else the published one."""
        if self.draft:
            return self.draft.source
        return self.published.source if self.published else ""

    @property
    def published_version_id(self) -> int | None:
        """The id of what learners see."""
        return self.published.version_id if self.published else None

    @property
    def number(self) -> str:
        """« 1.03 », empty for a lesson without a module."""
        return lesson_number(self.module_number, self.position) if self.module_key else ""

    @property
    def is_overtaken(self) -> bool:
        """Whether something was published since the draft was begun."""
        return self.draft is not None and self.draft.base_version_id != self.published_version_id


def desk_of(session: Session, key: str) -> Desk | None:
    """Returns the lesson with this key, or None."""
    item = session.execute(select(Item).where(Item.kind == "lesson", Item.key == key)).scalar_one_or_none()
    if item is None:
        return None
    module_key, position = session.execute(
        select(Lesson.module_key, Lesson.position)
        .where(Lesson.item_id == item.id)
        .order_by(Lesson.version_id.desc())
        .limit(1)
    ).one_or_none() or ("", 0)
    number, title = session.execute(
        select(Module.number, Module.title)
        .join(Item, Item.published_version_id == Module.version_id)
        .where(Module.key == module_key)
    ).one_or_none() or (0, "")
    return Desk(
        item_id=item.id,
        key=key,
        file_path=item.file_path,
        is_retired=item.retired_at is not None,
        module_key=module_key,
        module_number=number,
        module_title=title,
        position=position,
        published=_published(session, item),
        stored=draft_row(session, item.id),
    )


def _published(session: Session, item: Item) -> PublishedRow | None:
    row = session.execute(
        select(Version.id, Version.number, Version.title, Version.source, Publication.published_at, Person.name)
        .join(Publication, Publication.version_id == Version.id)
        .outerjoin(Person, Person.id == Publication.published_by)
        .where(Version.id == item.published_version_id)
        .order_by(Publication.id.desc())
        .limit(1)
    ).one_or_none()
    return PublishedRow(*row) if row else None


def draft_row(session: Session, item_id: int) -> DraftRow | None:
    """Returns what is stored of an item's draft, or None where there never was one."""
    base, author = aliased(Version), aliased(Person)
    row = session.execute(
        select(Draft.item_id, Draft.source, Draft.revision, Draft.base_version_id, base.source, base.number)
        .add_columns(Draft.updated_at, Draft.updated_by, author.name)
        .outerjoin(base, base.id == Draft.base_version_id)
        .outerjoin(author, author.id == Draft.updated_by)
        .where(Draft.item_id == item_id)
    ).one_or_none()
    return DraftRow(*row) if row else None


def source_checksums(session: Session, item_id: int) -> set[str]:
    """Returns the checksums of all versions of an item."""
    return set(session.execute(select(Version.checksum).where(Version.item_id == item_id)).scalars())


def versions_of(session: Session, item_id: int, version_ids: Sequence[int]) -> dict[int, Version]:
    """Returns those of the versions that are of this item, by id."""
    found = session.execute(select(Version).where(Version.item_id == item_id, Version.id.in_(version_ids))).scalars()
    return {version.id: version for version in found}


def module_media(session: Session, folder: str) -> dict[str, str]:
    """Returns the pictures that came with a module's folder: the URL of each by the path that texts write."""
    start = f"{folder}/"
    rows = session.execute(
        select(Item.file_path, Item.imported_checksum).where(
            Item.kind == "file", Item.file_path.startswith(f"{start}pictures/", autoescape=True)
        )
    )
    return {str(path).removeprefix(start): f"/media/{checksum}" for path, checksum in rows}


@dataclass(frozen=True, slots=True)
class NoteRow:
    """« Chez nous » of a lesson, as it was written and as it is shown."""

    source: str
    html: str
    updated_at: datetime
    by: str | None

    @property
    def stamp(self) -> str:
        """What changes with each save."""
        return self.updated_at.isoformat()


def note_of(session: Session, item_id: int) -> NoteRow | None:
    """Returns the company's note beside an item, or None."""
    row = session.execute(
        select(CompanyNote.source, CompanyNote.html, CompanyNote.updated_at, Person.name)
        .outerjoin(Person, Person.id == CompanyNote.updated_by)
        .where(CompanyNote.item_id == item_id)
    ).one_or_none()
    return NoteRow(*row) if row else None
