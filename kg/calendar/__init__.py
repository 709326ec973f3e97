"""The Chinese calendar: reading and writing dates of courts and eras, EDTF, Julian Day Numbers."""
