"""The network's edge: TLS held by the program itself, and whose word about addresses is believed."""
