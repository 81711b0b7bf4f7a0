"""Static pages of HTML, and charts for them."""

from seesame.pages.charts import alone, bars, lines
from seesame.pages.document import data_uri, document, figure, figures, heads, jpeg, prose, section, table

__all__ = [
    "alone",
    "bars",
    "data_uri",
    "document",
    "figure",
    "figures",
    "heads",
    "jpeg",
    "lines",
    "prose",
    "section",
    "table",
]
