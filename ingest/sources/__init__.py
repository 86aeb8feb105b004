"""Sources on the web: pages and files, sitemaps, feeds, WordPress sites, OAI-PMH repositories."""

from ingest.sources.addresses import is_address
from ingest.sources.fetching import Manners
from ingest.sources.harvesting import Harvester, open_harvester
from ingest.sources.kinds import Kind
from ingest.sources.lists import Wishes

__all__ = ["Harvester", "Kind", "Manners", "Wishes", "is_address", "open_harvester"]
