"""The nouns: what Roundtable knows, and the rules that hold for it. Nothing of chat lives here."""
