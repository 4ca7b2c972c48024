"""The parts of remembering: names as they are compared, verdicts as they are counted, what the counts are worth."""
