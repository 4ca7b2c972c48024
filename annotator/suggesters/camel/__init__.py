"""The parts of ``camel_ner``: where a model lies, how it is loaded, what it is given, how its tags become spans."""
