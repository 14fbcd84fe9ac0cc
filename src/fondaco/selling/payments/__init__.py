"""How a customer pays: by invoice with terms and a limit, or by a card that a provider keeps."""
