"""The control face under `/_sim/`: what tests, the bench and the phones page say to the stand-in."""
