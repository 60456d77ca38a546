"""Files that mean harm are refused at little cost, and nothing of them is read."""

import io
import struct
import zipfile

import pytest

from tests.quizzes.measuring import MOST_SECONDS, read_apart
from tests.quizzes.workbook_parts import PACKAGE, link, parts_of, sheet_of, zipped


def bomb():
    return zipped(parts_of() | {"xl/worksheets/sheet1.xml": b" " * 60_000_000})


def many_small_bombs():
    return zipped(parts_of() | {f"xl/media/{number}": b" " * 1_000_000 for number in range(100)})


def lying_directory():
    content = bytearray(zipped(parts_of() | {"xl/worksheets/sheet1.xml": b"<a>" + b" " * 200_000_000}))
    # The sizes of the last entry, in its own header and in the directory, say a hundred bytes.
    for signature, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        start = content.rfind(b"xl/worksheets/sheet1.xml", 0, content.rfind(b"PK\x05\x06"))
        place = content.rfind(signature, 0, start if signature == b"PK\x01\x02" else content.find(b"PK\x01\x02"))
        content[place + offset : place + offset + 4] = struct.pack("<I", 100)
    return bytes(content)


def crowded_entries():
    """One part, and a directory of more entries than a file of 8 MB could have parts: all of them name the same."""
    content = zipped({"0": ""})
    local, directory = content[: content.find(b"PK\x01\x02")], content[content.find(b"PK\x01\x02") : -22]
    head, tail = directory[:28], directory[30:46]
    names = (f"{number:06}".encode() for number in range(150_000))
    return local, b"".join(head + struct.pack("<H", 6) + tail + name for name in names), len(local)


def crowded_directory():
    local, entries, start = crowded_entries()
    return local + entries + struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1, 1, len(entries), start, 0)


def directory_of_zip64():
    local, entries, start = crowded_entries()
    record = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, 150_000, 150_000, len(entries), start)
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, start + len(entries), 1)
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1, 1, 52, start, 0)
    return local + entries + record + locator + end


def escaping_name():
    return zipped(parts_of() | {"xl/../../etc/passwd": "x"})


def target_outside():
    links = f"<Relationships {PACKAGE}>{link(1, 'officeDocument', '../../../xl/nothing.xml')}</Relationships>"
    return zipped(parts_of() | {"_rels/.rels": links})


def billion_laughs():
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    sheet = sheet_of('<row><c t="str"><v>&a9;</v></c></row>', f'<!DOCTYPE x [<!ENTITY a0 "lol">{entities}]>')
    return zipped(parts_of() | {"xl/worksheets/sheet1.xml": sheet})


def entity_of_a_file():
    declared = '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>'
    sheet = sheet_of('<row><c t="str"><v>&f;</v></c></row>', declared)
    return zipped(parts_of() | {"xl/worksheets/sheet1.xml": sheet})


def one_text_in_every_cell():
    cells = '<row r="{0}"><c r="A{0}" t="s"><v>0</v></c><c r="B{0}" t="s"><v>1</v></c></row>'
    rows = "".join(cells.format(number) for number in range(2, 20_000))
    return zipped(parts_of(rows, f"<si><t>information</t></si><si><t>{'x' * 20_000}</t></si>"))


def far_cell():
    return zipped(parts_of('<row r="1048576"><c r="XFE1048576"><v>1</v></c></row>'))


def cells_without_end():
    cells = [f"<c><v>{number}.5</v></c>" for number in range(450_000)]
    return zipped(
        parts_of("".join(f"<row>{''.join(cells[start : start + 25])}</row>" for start in range(0, 450_000, 25)))
    )


def empty_cells_without_end():
    return zipped(parts_of("<row>" + "".join(f'<c s="{n}"/>' for n in range(3_500_000)) + "</row>"))


def texts_without_end():
    return zipped(parts_of("", "".join(f"<si><t>{n}</t></si>" for n in range(2_000_000))))


def deep_nesting():
    return zipped(parts_of("<row>" + "<a>" * 100_000 + "</a>" * 100_000 + "</row>"))


def endless_attribute():
    noise = "".join(f"{n:x}>" for n in range(3_000_000))
    return zipped(parts_of(f'<row a="{noise}"/>'))


def long_cell():
    return zipped(parts_of('<row><c t="str"><v>' + "".join(str(n) for n in range(2_000_000)) + "</v></c></row>"))


def other_compression():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_LZMA) as archive:
        for name, part in parts_of().items():
            archive.writestr(name, part)
    return stream.getvalue()


def no_workbook():
    return zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<x/>"})


def unknown_text():
    return zipped(parts_of('<row><c t="s"><v>7</v></c></row>'))


def twice_the_same_name():
    content = zipped(parts_of() | {"xl/worksheets/sheet2.xml": "<x/>"})
    return content.replace(b"xl/worksheets/sheet2.xml", b"xl/worksheets/sheet1.xml")


def protected_part():
    content = bytearray(zipped(parts_of()))
    content[content.find(b"PK\x01\x02") + 8] |= 1
    return bytes(content)


HOSTILE = {
    bomb: "table.unpacks_too_large",
    many_small_bombs: "table.unpacks_too_large",
    lying_directory: "table.not_workbook",
    crowded_directory: "table.unpacks_too_large",
    directory_of_zip64: "table.not_workbook",
    escaping_name: "table.not_workbook",
    target_outside: "table.not_workbook",
    billion_laughs: "table.not_workbook",
    entity_of_a_file: "table.not_workbook",
    one_text_in_every_cell: "table.unpacks_too_large",
    far_cell: "table.too_wide",
    cells_without_end: "table.unpacks_too_large",
    empty_cells_without_end: "table.unpacks_too_large",
    texts_without_end: "table.unpacks_too_large",
    deep_nesting: "table.not_workbook",
    endless_attribute: "table.not_workbook",
    long_cell: "table.cell_too_long",
    other_compression: "table.not_workbook",
    no_workbook: "table.not_workbook",
    unknown_text: "table.not_workbook",
    twice_the_same_name: "table.not_workbook",
    protected_part: "table.not_workbook",
}


# These are read up to a limit.
SLOW = (texts_without_end, cells_without_end, empty_cells_without_end)


@pytest.mark.parametrize(
    ("make", "message_id"),
    [
        pytest.param(make, message_id, id=make.__name__, marks=[pytest.mark.slow] if make in SLOW else [])
        for make, message_id in HOSTILE.items()
    ],
)
def test_a_hostile_workbook_is_refused_within_two_seconds_and_64_mb(make, message_id):
    content = make()
    assert len(content) <= 8 * 1024 * 1024

    report, seconds, peak = read_apart("quizzes.formats.table", content)

    assert [problem.message_id for problem in report.problems] == [message_id]
    assert report.questions == ()
    assert seconds < MOST_SECONDS
    assert peak < 64 * 1024 * 1024


def test_the_lying_directory_really_lies():
    with zipfile.ZipFile(io.BytesIO(lying_directory())) as archive:
        assert archive.getinfo("xl/worksheets/sheet1.xml").file_size == 100


@pytest.mark.parametrize(
    "make",
    [
        lambda: "type;énoncé" + ";" * 8_000_000,
        lambda: "type;énoncé\n" + ";" * 8_000_000,
        lambda: "type;énoncé\n" + '";\n";' * 1_000_000,
        lambda: 'type;énoncé\n"' + "x\n" * 4_000_000,
        lambda: "\n" * 8_000_000,
        lambda: "type;énoncé\n" + "x\n" * 4_000_000,
        lambda: "type;énoncé\n" + "'" * 8_000_000,
        lambda: b"\xff\xfe" + b"\n\0" * 4_000_000,
    ],
)
def test_a_hostile_csv_is_refused_within_two_seconds_and_64_mb(make):
    content = make()

    report, seconds, peak = read_apart("quizzes.formats.table", content)

    assert report.refused
    assert report.questions == ()
    assert seconds < MOST_SECONDS
    assert peak < 64 * 1024 * 1024
