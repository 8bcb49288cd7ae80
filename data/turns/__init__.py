"""The turn: inbox, order, writer call, outbox, jobs. Nothing said is lost, nothing promised is done twice."""
