"""The sentences people read. One YAML file per feature; `ja.yaml` holds the dialog's own."""

from dialogs.wording.wording import Wording, load_wording

__all__ = ["Wording", "load_wording"]
