"""The operator's command line: what can be typed after `main.py`, and what each command does but `demo` and `serve`."""
