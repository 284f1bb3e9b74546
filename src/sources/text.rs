//! Features of descriptions and comments.
