"""How the built-in model came to be: pictures drawn by code, and the trainers that learn from them."""
