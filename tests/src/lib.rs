//! A virtual organisation that signs anything at any time.
