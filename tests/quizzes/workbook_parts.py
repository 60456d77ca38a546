"""Small workbooks for tests, made of their XML parts."""

import io
import zipfile

NAMESPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
HEADER = "".join(f'<c t="inlineStr"><is><t>{name}</t></is></c>' for name in ("type", "énoncé", "réponse 1"))
GOOD = "".join(f'<c t="inlineStr"><is><t>{text}</t></is></c>' for text in ("vrai/faux", "Q ?", "vrai"))


def link(number, kind, target):
    return f'<Relationship Id="rId{number}" Type="{RELATIONS}/{kind}" Target="{target}"/>'


def sheet_of(rows, before=""):
    return f"{before}<worksheet {NAMESPACE}><sheetData>{rows}</sheetData></worksheet>"


def parts_of(rows="", shared=""):
    """The parts of a small workbook by name."""
    return {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": f"<Relationships {PACKAGE}>{link(1, 'officeDocument', 'xl/workbook.xml')}</Relationships>",
        "xl/workbook.xml": f'<workbook {NAMESPACE} xmlns:r="{RELATIONS}"><sheets>'
        '<sheet name="a" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f"<Relationships {PACKAGE}>{link(1, 'worksheet', 'worksheets/sheet1.xml')}"
        f"{link(2, 'sharedStrings', '/xl/sharedStrings.xml')}</Relationships>",
        "xl/sharedStrings.xml": f"<sst {NAMESPACE}>{shared}</sst>",
        "xl/worksheets/sheet1.xml": sheet_of(f"<row>{HEADER}</row>{rows}"),
    }


def zipped(parts):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return stream.getvalue()
