"""Law, dated rates and the words of the trade."""
