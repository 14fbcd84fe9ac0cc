"""A PunchOut visit to the store, from the setup request to the cart that goes back."""
