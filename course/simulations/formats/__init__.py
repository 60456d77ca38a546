"""Files of the room: what can be played, as plain values."""
