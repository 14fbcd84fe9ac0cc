"""How it travels: partners, inbox, outbox, journal, mail, and the pages that show them. It decides nothing."""
