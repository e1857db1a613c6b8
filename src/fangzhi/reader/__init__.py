"""The reader: official Chinese prose in, observations and events with their exact place out.

Pure Python: no Django, no network, no state. `read` is the whole of its interface.
"""

from fangzhi.reader.observation import Event, Observation, Reading, Section
from fangzhi.reader.reading import read

__all__ = ["Event", "Observation", "Reading", "Section", "read"]
