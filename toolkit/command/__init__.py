"""The command line of bidders, custodians and citizens: `python -m toolkit`."""
