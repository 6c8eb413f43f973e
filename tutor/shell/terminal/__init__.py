"""The prompt on a terminal: keys, completion, masks, history; and the same without redraw."""
