"""What goes wrong with annotations, done on purpose to a sound dataset of each format.

The harm is done to the first object of the second picture, unless its name says otherwise.
"""

from __future__ import annotations

import harms_coco
import harms_drawn
import harms_files
from defects import Defect
from harms import by_json, by_lines, by_xml


def of_entries(format: str) -> list[Defect]:
    """What can be wrong with the annotations of a format."""
    makers = {
        "coco": (harms_coco.coco, by_json("instances.json", called=harms_coco.named)),
        "via": (harms_drawn.via, by_json("via_region_data.json", called=harms_drawn.named)),
        "labelme": (harms_drawn.labelme, by_json("*.json", 1)),
        "label-studio": (harms_drawn.label_studio, by_json("tasks.json")),
        "cvat": (harms_drawn.cvat, by_xml("annotations.xml")),
        "voc": (harms_files.voc, by_xml("Annotations/*.xml", 1)),
        "yolo": (harms_files.yolo, by_lines("labels/*.txt", 1)),
        "masks": (harms_files.masks, by_lines("*")),
        "cutouts": (harms_files.cutouts, by_lines("*")),
    }
    harms, doing = makers[format]
    return [Defect(name, format, kind, doing(harm)) for name, (harm, kind) in harms().items()]
