"""The stages of the work, one file each. A service takes a database session and plain values, and knows no HTTP."""
