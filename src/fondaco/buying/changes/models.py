"""Changed and cancelled orders, with an approval of their own."""
