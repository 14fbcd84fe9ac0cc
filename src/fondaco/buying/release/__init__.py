"""From the last approval to the order: price and stock are asked again."""
