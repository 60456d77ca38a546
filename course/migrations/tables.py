"""Gathers the tables of all rooms, so that migrations and their test see them."""

import course.accounts.models
import course.assessment.models
import course.authoring.models
import course.catalogue.models
import course.competencies.models
import course.enrolment.models
import course.publishing.models
import course.question_bank.models
import course.references.models
import course.simulations.models
import course.toolbox.models  # noqa: F401 - each import registers its tables
from course.foundation.database import Base

metadata = Base.metadata
