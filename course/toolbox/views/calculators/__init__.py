"""The calculators by key; the words of each stand in the content under the same key."""

from course.toolbox.views.calculators.base import Calculator, Line, Result, Scene
from course.toolbox.views.calculators.credit import CREDIT
from course.toolbox.views.calculators.dso import DSO
from course.toolbox.views.calculators.due_date import DUE_DATE
from course.toolbox.views.calculators.effectiveness import EFFECTIVENESS
from course.toolbox.views.calculators.indemnity import FORTY_EUROS
from course.toolbox.views.calculators.insolvency import INSOLVENCY
from course.toolbox.views.calculators.orders import ORDERS
from course.toolbox.views.calculators.penalties import PENALTIES
from course.toolbox.views.calculators.plan import PLAN
from course.toolbox.views.calculators.price_of_delay import PRICE_OF_DELAY
from course.toolbox.views.calculators.public_buyer import PUBLIC_BUYER
from course.toolbox.views.calculators.time_bar import TIME_BAR

CALCULATORS = {
    one.key: one
    for one in (
        DUE_DATE,
        PENALTIES,
        FORTY_EUROS,
        TIME_BAR,
        INSOLVENCY,
        PUBLIC_BUYER,
        DSO,
        EFFECTIVENESS,
        CREDIT,
        ORDERS,
        PLAN,
        PRICE_OF_DELAY,
    )
}

__all__ = ["CALCULATORS", "Calculator", "Line", "Result", "Scene"]
