"""Screening: who, among millions, can have what. Conditions as column expressions that Polars, DuckDB and Spark run."""

from ..extras import require

require("register", "narwhals", "numpy", "polars")
