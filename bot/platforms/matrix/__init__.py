"""Matrix, through matrix-nio, with what a confidential room needs on top of it."""
