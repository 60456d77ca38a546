"""Markdown becomes sanitised HTML in a child process, whatever the text."""

import os
import re
import signal
import subprocess
import sys
import threading
import time

import pytest

from course.foundation import markdown
from course.foundation.errors import InvalidInputError
from course.foundation.markdown import MOST_BYTES, Job, client, render_many, render_markdown
from course.foundation.markdown.sanitising import sanitised

PICTURE = "/media/" + "a" * 64


def html(text: str, **options: object) -> str:
    return render_markdown(text, **options).html  # type: ignore[arg-type]


def test_a_table_is_a_ledger_with_figures_to_the_right_and_totals_marked() -> None:
    rendered = html("| Poste | Montant |\n|---|---:|\n| Facture | 12,00 € |\n| Total dû | 12,00 € |\n")

    assert '<table class="ledger">' in rendered
    assert '<th class="num" scope="col">Montant</th>' in rendered
    assert '<tr class="sum">\n<th scope="row">Total dû</th>\n<td class="num">12,00\N{NO-BREAK SPACE}€</td>' in rendered
    assert "style=" not in rendered
    assert "align=" not in rendered


@pytest.mark.parametrize(
    ("word", "css_class"),
    [("retenir", "keep"), ("exemple", "example"), ("attention", "warn"), ("loi", "law"), ("essai", "task")],
)
def test_a_call_out_is_a_note_with_its_title(word: str, css_class: str) -> None:
    rendered = html(f'## Bloc\n\n!!! {word} "Titre"\n    Texte.\n')

    assert f'<div class="note {css_class}">\n<h3>Titre</h3>\n<p>Texte.</p>\n</div>' in rendered


def test_the_title_of_a_call_out_before_the_first_block_is_no_heading() -> None:
    rendered = html("!!! retenir\n    Texte.\n\n## Bloc\n")

    assert '<p class="title">À retenir</p>' in rendered
    assert "<h3>" not in rendered


def test_a_model_answer_is_closed_until_opened() -> None:
    rendered = html("!!! modele\n    Bonjour.\n")

    assert '<details class="note model">\n<summary>Comparer avec un modèle</summary>\n<p>Bonjour.</p>' in rendered


def test_links_to_laws_words_and_lessons_are_ours_and_named() -> None:
    text = "[L441-10](loi:c-com-l441-10) [DAF](mot:daf) [ici](lecon:prioriser) [L441-10](loi:c-com-l441-10)"

    rendered = render_markdown(text)

    assert '<a class="law" href="#loi-c-com-l441-10">L441-10</a>' in rendered.html
    assert '<a class="gloss" href="#mot-daf">DAF</a>' in rendered.html
    assert '<a href="/lessons/prioriser">ici</a>' in rendered.html
    assert (rendered.laws, rendered.terms, rendered.lessons) == (["c-com-l441-10"], ["daf"], ["prioriser"])


@pytest.mark.parametrize(
    ("target", "address"),
    [
        ("appel:promesse-rompue", "/calls/promesse-rompue"),
        ("atelier:balance-agee", "/workshops/balance-agee"),
        ("relais:litige-de-prix", "/relays/litige-de-prix"),
        ("calcul:penalites", "/toolbox/calculators/penalites"),
        ("fiche:nouveau-rib", "/toolbox/cards/nouveau-rib"),
        ("lettre:releve-ferme", "/toolbox/letters/releve-ferme"),
        ("document:fiche-d-appel", "/toolbox/documents/fiche-d-appel"),
    ],
)
def test_links_lead_to_practice_and_tools(target: str, address: str) -> None:
    assert f'<a class="practice" href="{address}">ici</a>' in html(f"[ici]({target})")
    assert "href" not in html(f"[ici]({target}/../x)")


def test_a_note_leads_to_practice_in_its_own_dress() -> None:
    rendered = html("!!! pratique\n    [Jouez l’appel](appel:promesse-rompue).\n")

    assert '<div class="note practice">\n<p class="title">S’exercer</p>' in rendered


def test_blanks_are_set_as_french_typography_wants_but_not_inside_tags() -> None:
    rendered = html('Il dit : « non » ; 12 300,00 € et 12 % en 2026 ou 2027 ! [ici](https://exemple.test/a "b : c")')

    plain = rendered.replace("\N{NO-BREAK SPACE}", "_")
    assert "Il dit_: «_non_»_; 12_300,00_€ et 12_% en 2026 ou 2027_!" in plain
    assert 'title="b : c"' in plain


def test_directives_split_the_page_and_say_in_which_block_they_stand() -> None:
    text = "Avant\n\n[[prediction:q-1]]\n\n## Un\n\n[[loi:c-civ-9]]\n\nTexte\n\n[[question:q-2]]\n"

    rendered = render_markdown(text)

    assert [(part["kind"], part.get("key"), part.get("block")) for part in rendered.parts] == [
        ("html", None, None),
        ("prediction", "q-1", 0),
        ("html", None, None),
        ("law", "c-civ-9", None),
        ("html", None, None),
        ("question", "q-2", 1),
    ]
    assert rendered.questions == ["q-1", "q-2"]
    assert rendered.laws == ["c-civ-9"]


@pytest.mark.parametrize("text", ["> [[question:q-1]]", "Voir [[question:q-1]] ici", "- a\n\n    [[question:q-1]]"])
def test_a_directive_that_does_not_stand_alone_splits_nothing(text: str) -> None:
    rendered = render_markdown(text)

    assert [part["kind"] for part in rendered.parts] == ["html"]
    assert rendered.questions == []


def test_blocks_are_numbered_and_make_the_table_of_contents() -> None:
    rendered = render_markdown("## *Un* & deux\n\n### Dessous\n\n## Trois\n")

    assert rendered.toc == [{"id": "b1", "title": "Un & deux"}, {"id": "b2", "title": "Trois"}]
    assert '<h2 id="b1"><em>Un</em> &amp; deux</h2>' in rendered.html
    assert "<h3>Dessous</h3>" in rendered.html


def test_level_one_belongs_to_the_page() -> None:
    assert '<h2 id="b1">Titre</h2>' in html("# Titre")
    assert html("# Titre", page=False) == "<h3>Titre</h3>"


def test_pictures_come_from_our_own_media_only() -> None:
    text = '![Balance](pictures/b.svg "Légende")\n\n![loin](https://evil.example/x.png) ![autre](pictures/c.svg)'

    rendered = render_markdown(text, media={"pictures/b.svg": PICTURE})

    assert (
        f'<figure><img alt="Balance" loading="lazy" src="{PICTURE}"><figcaption>Légende</figcaption>' in rendered.html
    )
    assert rendered.html.count("<img") == 1
    assert "evil" not in rendered.html
    assert rendered.pictures == ["pictures/b.svg", "https://evil.example/x.png", "pictures/c.svg"]


def test_pictures_have_the_size_that_we_know_and_none_that_an_author_gives() -> None:
    sizes = {PICTURE: (360, 240)}
    figure = '![Un > src="x"](b.svg)\n\n`<img src="' + PICTURE + '">`'
    tag = f'<img width="9" height="9" src="{PICTURE}">'

    from_markdown = render_markdown(figure, media={"b.svg": PICTURE}, sizes=sizes).html
    (from_html,) = render_many([Job(tag, format="html", sizes=sizes)])

    assert f'src="{PICTURE}" width="360" height="240">' in from_markdown
    assert from_markdown.count("width=") == 1
    assert from_html.html == f'<img src="{PICTURE}" width="360" height="240">'
    assert "width" not in render_markdown(figure, media={"b.svg": PICTURE}).html + html(tag)


def test_footnotes_of_two_texts_never_share_an_id() -> None:
    first, second = html("a[^1]\n\n[^1]: un"), html("b[^1] c[^1]\n\n[^1]: deux")

    ids = re.findall(r'id="([^"]+)"', first + second)

    assert len(ids) == len(set(ids)) == 5
    assert all(f'id="{target}"' in first + second for target in re.findall(r'href="#([^"]+)"', first + second))


def test_definition_lists_are_rendered() -> None:
    assert "<dl>\n<dt>Avoir</dt>\n<dd>Note de crédit</dd>\n</dl>" in html("Avoir\n:   Note de crédit\n")


def test_a_text_in_a_line_has_no_block_elements() -> None:
    assert html("Oui, **trente** jours", inline=True) == "Oui, <strong>trente</strong> jours"
    assert html("un\n\ndeux\n\n- trois", inline=True) == "un<br>deux\n\ntrois"


def test_other_formats_are_sanitised_too() -> None:
    jobs = [
        Job("<p onclick=x>a<script>b</script></p>", format="html"),
        Job("a < b\n\nc", format="plain"),
        Job("a\nb <b>c</b>", format="moodle"),
    ]

    rendered = [found.html for found in render_many(jobs)]

    assert rendered == ["<p>a</p>", "<p>a &lt; b</p>\n<p>c</p>", "a<br>\nb <b>c</b>"]


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<svg onload=alert(1)></svg>",
        "<div hx-get='/x' x-data='y' style='position:fixed' id=nav name=body>a</div>",
        "[x](javascript:alert(1)) [y](JaVaScRiPt:alert(1)) [z](data:text/html,x) [t](vbscript:x)",
        "[x](//evil.example) [y](/\\evil.example) [z](\\\\evil.example) [t](ftp://evil.example)",
        "<iframe src=https://evil.example></iframe><object data=x></object><embed src=x><base href=//evil.example>",
        "<form action=https://evil.example><input name=csrf_token></form><meta http-equiv=refresh content=0>",
        "<math><mtext></p><style><img src=x onerror=alert(1)></style></mtext></math>",
        '![x](x "onerror=alert(1)") ![y](javascript:alert(1))',
        "[x]: javascript:alert(1)\n\n[x]",
        '<a href="java&#x0a;script:alert(1)">x</a>',
        "`<script>` <!-- <script>alert(1)</script> -->",
        "<details open ontoggle=alert(1)>",
    ],
)
def test_hostile_markup_comes_to_nothing(text: str) -> None:
    for options in ({}, {"inline": True}, {"page": False}):
        rendered = html(text, **options)

        assert not re.search(r"<[^>]*\s(on\w+|style|hx-|x-|name|action|formaction)\s*=", rendered)
        assert not re.search(r"<(script|svg|math|style|iframe|object|embed|base|form|input|meta)\b", rendered)
        links = re.findall(r'(?:href|src)="([^"]*)"', rendered)
        assert all(re.match(r"https?://|mailto:|/(?!/)|#", link) for link in links)
        assert not any("evil" in link for link in links)


@pytest.mark.parametrize(
    "markup",
    [
        '<p id="main">a</p>',
        '<a id="b1x" href="#x">a</a>',
        '<div class="btn modal">a</div>',
        '<a href="//evil.example/x">a</a>',
        '<img src="/media/../x" alt="">',
        '<a href="/%2e%2e//evil\\x">a</a>',
        '<h2 id="__proto__">a</h2>',
    ],
)
def test_the_sanitiser_alone_keeps_no_free_id_class_or_address(markup: str) -> None:
    cleaned = sanitised(markup, inline=False)

    assert not re.search(r'id="|class="[^"]|href="//|href="[^"]*\\|src=', cleaned)


@pytest.mark.parametrize("text", ["[" * 4000, "![" * 4000])
def test_a_text_that_stalls_is_given_up_after_a_second_and_the_next_one_is_served(text: str) -> None:
    started = time.monotonic()

    with pytest.raises(InvalidInputError) as refusal:
        render_markdown(text)

    assert refusal.value.message_id == "markdown.too_slow"
    assert time.monotonic() - started < 2
    assert html("après") == "<p>après</p>"


@pytest.mark.parametrize(
    "text",
    [
        *("> " * 3000 + "a", "- " * 3000, "*a **b " * 5000, "<a" * 20000, "<!--" * 10000, "a_" * 20000, "\\" * 60000),
        *("[[question:x]]" * 3000, "`" * 30000, "&" * 60000, "|a" * 10000 + "\n" + "|-" * 10000, "    " * 16000),
    ],
)
def test_other_heavy_texts_end_in_html_or_a_refusal(text: str) -> None:
    started = time.monotonic()

    try:
        render_markdown(text)
    except InvalidInputError as refusal:
        assert refusal.message_id in {"markdown.too_slow", "markdown.too_nested"}

    assert time.monotonic() - started < 3
    assert html("après") == "<p>après</p>"


def test_a_text_past_64_kb_is_refused_before_it_reaches_the_child() -> None:
    with pytest.raises(InvalidInputError) as refusal:
        render_markdown("é" * (MOST_BYTES // 2 + 1))

    assert (refusal.value.message_id, refusal.value.params) == ("markdown.too_long", {"limit": 64})


@pytest.mark.parametrize("text", ["a\0b", "a\ud800b"])
def test_characters_that_cannot_be_stored_are_refused(text: str) -> None:
    with pytest.raises(InvalidInputError) as refusal:
        render_markdown(text)

    assert refusal.value.message_id == "error.bad_text"


def test_a_child_that_died_between_two_texts_is_replaced() -> None:
    render_markdown("un")
    process = client._child._process
    assert process is not None
    os.kill(process.pid, signal.SIGKILL)

    assert html("deux") == "<p>deux</p>"


def test_threads_share_the_child_and_get_their_own_text() -> None:
    found: dict[int, str] = {}

    def work(number: int) -> None:
        for _ in range(20):
            found[number] = html(f"texte {number}")

    threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert found == {number: f"<p>texte {number}</p>" for number in range(6)}


def test_the_child_knows_no_flask_and_no_database() -> None:
    code = "import sys, course.foundation.markdown.worker; print({'flask', 'sqlalchemy'} & set(sys.modules))"

    output = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout

    assert output.strip() == "set()"


def test_the_child_ends_when_it_is_closed() -> None:
    render_markdown("un")
    process = client._child._process
    assert process is not None

    markdown.close()

    assert process.poll() is not None
    assert html("deux") == "<p>deux</p>"
