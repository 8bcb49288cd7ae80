"""Lists as tables: held in columns, filtered, searched and sorted; and the views of them that staff keep."""
