"""The town's own settings, edited by staff in the chat: search radius, features released, limits."""
