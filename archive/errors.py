"""The errors that a person can do something about.

Each one's text says what is wrong and what to do; the command line prints it and ends with status 1.
"""


class GongkaiError(Exception):
    """Base of all errors this project raises on purpose."""


class ArchiveError(GongkaiError):
    """The archive file cannot be opened, read or written."""


class InputError(GongkaiError):
    """A file or line handed in by the user cannot be read as what it claims to be."""


class ConfigurationError(GongkaiError):
    """A city, an option or the environment is not set up as it must be."""
