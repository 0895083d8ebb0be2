"""Loopback replicas of portals, for the demo and the tests. What the four in ``CITIES`` say is invented."""

from replica.portals import CITIES, changes, cities, inventory
from replica.records import Expected, Injury, Reach
from replica.server import Replicas, Served, serve

__all__ = [
    "CITIES",
    "Expected",
    "Injury",
    "Reach",
    "Replicas",
    "Served",
    "changes",
    "cities",
    "inventory",
    "serve",
]
