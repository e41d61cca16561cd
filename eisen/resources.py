from __future__ import annotations

from eisen.soort import EIS
from segments.resources import part_resource

EisResource = part_resource(EIS)
