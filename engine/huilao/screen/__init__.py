"""Screening: who, among millions, can have what. Conditions as column expressions that Polars, DuckDB and Spark run."""
