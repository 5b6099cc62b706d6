"""Exchange with another installation: keys and peers, what goes out, what comes in and is carried out once."""
