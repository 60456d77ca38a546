"""What was assigned a moment ago, and who has completed what is about to be assigned."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from course.enrolment.models import Assignment, Completion
from course.foundation.permissions import Viewer
