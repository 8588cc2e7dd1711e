"""What programs may ask: the same reviews, the same access, errors as problem+json."""
