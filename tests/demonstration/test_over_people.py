"""The demonstration is never loaded over real people."""

import pytest

from course.demonstration.services import load_demonstration
from course.foundation.errors import ConflictError
from tests import factories


def test_it_is_never_loaded_over_anybody(session):
    factories.make_person(session)

    with pytest.raises(ConflictError) as refusal:
        load_demonstration(session)

    assert refusal.value.message_id == "demonstration.not_empty"
