"""What a case file says: readers, recognition and extraction. This room knows no law."""
