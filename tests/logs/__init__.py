"""ログ, through the real webhook."""
