"""The gateway to LINE: signature, events in, messages out, and the limits LINE sets."""
