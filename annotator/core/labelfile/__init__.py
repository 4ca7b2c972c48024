"""Label sets as TOML files: read with every error and its line, written back, changed without losing what is in use."""

from annotator.core.labelfile.document import Document, DocumentProblem, document_of, read_document
from annotator.core.labelfile.problem import LabelSetProblem, LineError
from annotator.core.labelfile.read import read_label_set
from annotator.core.labelfile.retire import with_retired
from annotator.core.labelfile.write import write_label_set

__all__ = [
    "Document",
    "DocumentProblem",
    "LabelSetProblem",
    "LineError",
    "document_of",
    "read_document",
    "read_label_set",
    "with_retired",
    "write_label_set",
]
