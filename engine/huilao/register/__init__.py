"""Whole registers: reading them, screening everyone in them, and making synthetic ones."""

from ..extras import require

require("register", "fastexcel", "matplotlib", "narwhals", "numpy", "opencc", "polars", "sqlalchemy", "xlsxwriter")
