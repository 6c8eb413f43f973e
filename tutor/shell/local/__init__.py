"""The local `:` commands, by what they are for."""
