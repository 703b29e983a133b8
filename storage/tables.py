"""Every table of the house: importing this module makes `metadata` complete, whatever else has been imported."""

import importlib
import pkgutil

import storage
from storage.schema import metadata

for _module in pkgutil.iter_modules(storage.__path__, "storage."):
    if not _module.ispkg:
        importlib.import_module(_module.name)

__all__ = ["metadata"]
