"""How slips come in besides the camera: a scanner that types, one on a port, a watched folder, a dropped picture."""
