"""Loopback replicas of four portals, for the demo and the tests. All texts and figures are invented."""

from replica.portals import CITIES, changes, inventory
from replica.records import Expected, Injury, Reach
from replica.server import Replicas, Served, serve

__all__ = ["CITIES", "Expected", "Injury", "Reach", "Replicas", "Served", "changes", "inventory", "serve"]
