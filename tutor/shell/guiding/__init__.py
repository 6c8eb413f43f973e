"""A lesson beside the prompt: what it asks for, says and judges. Knows no keys and no socket."""
