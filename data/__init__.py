"""What remains when both bots are off: records, rules, turns and the gateways to the outside."""
