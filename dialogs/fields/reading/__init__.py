"""Reading what people really type: numbers, eras, dates and times in Japanese."""
