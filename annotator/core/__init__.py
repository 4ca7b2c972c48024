"""Values and rules: pure, and the same everywhere. README.md says what may not come in here."""
