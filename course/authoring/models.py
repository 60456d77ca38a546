"""Tables of authoring."""

from datetime import datetime

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from course.foundation.database import Base


class Draft(Base):
    """The unpublished text of an item; `revision` grows with each save, so that two editors overwrite nothing."""

    __table_args__ = ({"info": {"personal": "authorship"}},)
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"), primary_key=True)
    source: Mapped[str] = mapped_column(Text)
    base_version_id: Mapped[int | None] = mapped_column(ForeignKey("version.id"))
    revision: Mapped[int]
    updated_at: Mapped[datetime]
    updated_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
