"""The live demonstration: the program types, a teacher goes on."""
