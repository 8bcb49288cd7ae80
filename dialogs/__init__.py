"""The dialog engine: scenarios, forms, fields, actions, rendering and wording."""
