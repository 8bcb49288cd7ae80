"""Attachments, exports and temporary files: encrypted under HOME, unguessable names, read through checked links."""
