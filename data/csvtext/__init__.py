"""Reading and writing CSV as Japanese municipalities have it: UTF-8 or Shift_JIS, quoted line breaks, odd headers.

Everything here is pure. What is wrong with a whole file is raised as `TableRefused`; what is wrong with one row is a
`Refusal` that names the row as a spreadsheet numbers it, the column and a reason, never a sentence.
"""

from data.csvtext.columns import choose_columns, header_key
from data.csvtext.reading import RawRow, RawTable, read_table
from data.csvtext.refusals import Refusal, RowRefused, TableRefused
from data.csvtext.table import Table
from data.csvtext.workbook import write_workbook
from data.csvtext.writing import CsvFile, Unencodable, write_csv

__all__ = [
    "CsvFile",
    "RawRow",
    "RawTable",
    "Refusal",
    "RowRefused",
    "Table",
    "TableRefused",
    "Unencodable",
    "choose_columns",
    "header_key",
    "read_table",
    "write_csv",
    "write_workbook",
]
