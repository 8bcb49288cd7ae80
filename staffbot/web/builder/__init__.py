"""The form builder: a form made with the mouse, its draft kept as it grows, and tried on a telephone beside it."""
