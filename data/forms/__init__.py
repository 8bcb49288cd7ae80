"""Forms of every kind: drafts, what was answered, and the rules about who may answer when."""
