"""Receipt lines -> files: text and picture. Nothing here knows what a refund is."""
