"""The parts of the learned suggester: units, features, the tagger, layers, arguments, the model file."""
