"""Practice slips: drawn, photographed by rule, and labelled with what is true of them."""
