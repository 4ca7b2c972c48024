"""The database: tables (``…Row``) and how rows become core values. One embedded SQLite file."""
