"""登録, through the real webhook."""
