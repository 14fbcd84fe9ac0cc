"""Takes the deduplication out of what takes messages, in processes that find this folder on PYTHONPATH.

For one test only: it proves that the test beside it would notice.
"""

from __future__ import annotations

import sys
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import find_spec
from itertools import count
from os import getpid
from types import ModuleType


class _Finder(MetaPathFinder):
    def find_spec(self, name: str, path: object, target: object = None) -> ModuleSpec | None:
        if name != "fondaco.bridge.taking":
            return None
        sys.meta_path.remove(self)
        spec = find_spec(name)
        if spec and spec.loader:
            spec.loader = _Loader(spec.loader)
        return spec


class _Loader(Loader):
    def __init__(self, real: Loader) -> None:
        self.real = real

    def exec_module(self, module: ModuleType) -> None:
        self.real.exec_module(module)
        numbers = count()
        # Every message becomes a message never seen before.
        module.key_of = lambda payload_id, fingerprint: f"{payload_id} {fingerprint} {getpid()} {next(numbers)}"[-200:]  # type: ignore[attr-defined]


sys.meta_path.insert(0, _Finder())
