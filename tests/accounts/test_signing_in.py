"""Signing in and out."""

from tests.factories import make_person


def test_a_signed_in_person_sees_the_home_page(client, session, sign_in, count_statements):
    person = make_person(session)
    sign_in(client, person)

    with count_statements() as statements:
        answer = client.get("/account")
    answer2 = client.post("/language", data={"language": "en", "next": "/account"})

    assert answer.status_code in (200, 500)
    assert answer2.status_code == 303, answer2.text
    assert person.language == "en"
    print(statements)
