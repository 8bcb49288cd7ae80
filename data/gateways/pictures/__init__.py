"""Pictures that stand at an address somebody typed: fetched from public addresses only, with limits."""
