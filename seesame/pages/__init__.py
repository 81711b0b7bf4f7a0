"""Static pages of HTML, and charts for them."""

from seesame.pages.charts import bars, lines
from seesame.pages.document import data_uri, document, figure, figures, heads, jpeg, prose, table

__all__ = ["bars", "data_uri", "document", "figure", "figures", "heads", "jpeg", "lines", "prose", "table"]
