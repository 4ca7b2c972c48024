"""Word lists of the suggesters: data with their origin, and the script that derives one of them."""
