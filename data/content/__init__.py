"""Authored content: scenarios and forms as documents, every version kept, shown on test and public apart."""
