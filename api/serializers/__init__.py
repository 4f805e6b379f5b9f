"""How the platform's values are written in JSON. They translate; they decide nothing."""
