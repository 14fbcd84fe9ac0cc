"""The company that buys: its legal entity, cost centres, addresses, people and their roles."""
