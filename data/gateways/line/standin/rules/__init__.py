"""What LINE accepts in a request body: the stand-in's own limit tables, apart from the product's checker.

Sources: LINE Developers "Messaging API reference" (read 2026-08) and the official OpenAPI files. Where the reference
is silent, the table is the stricter of the readings.
"""
