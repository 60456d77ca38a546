"""A table that refers to a person says which class of personal data it holds."""

from sqlalchemy import Column, ForeignKey, Integer, MetaData, Table

from course.migrations.tables import metadata

CLASSES = {"identity", "security", "audit", "authorship", "evidence", "learning", "private"}


def unclassified(tables: MetaData) -> list[str]:
    return sorted(
        table.name
        for table in tables.sorted_tables
        if (table.name == "person" or any(key.target_fullname == "person.id" for key in table.foreign_keys))
        and table.info.get("personal") not in CLASSES
    )


def test_every_table_with_a_person_has_a_class_of_personal_data() -> None:
    assert unclassified(metadata) == []


def test_a_table_that_forgets_it_is_found() -> None:
    tables = MetaData()
    Table("person", tables, Column("id", Integer, primary_key=True), info={"personal": "identity"})
    Table("gossip", tables, Column("about", ForeignKey("person.id"), primary_key=True))

    found = unclassified(tables)

    assert found == ["gossip"]


def test_a_table_is_named_after_its_class_in_the_singular() -> None:
    plural = [name for name in metadata.tables if name.endswith("s") and not name.endswith("ss")]

    assert plural == []
