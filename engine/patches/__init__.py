"""The files in `patches/`: ready-made control surfaces and how-tos for the tools VJs use, made from the one table."""
