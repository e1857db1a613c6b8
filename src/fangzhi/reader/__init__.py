"""The reader: official Chinese prose in, observations and events with their exact place out.

Pure Python: no Django, no network, no state. `read` reads a text, `check_catalogue` tries a catalogue on
its own examples.
"""

from fangzhi.reader.check import check_catalogue
from fangzhi.reader.observation import Event, Observation, Reading, Section
from fangzhi.reader.reading import read

__all__ = ["Event", "Observation", "Reading", "Section", "check_catalogue", "read"]
