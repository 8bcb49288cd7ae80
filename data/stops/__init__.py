"""計画停止: a stop announced ahead, with what to do instead."""
