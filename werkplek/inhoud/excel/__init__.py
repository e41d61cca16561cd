"""Facts, texts and the matrix as spreadsheets: what is on screen goes out; a filled-in sheet comes in after a look at each cell."""
