//! Nothing: this package is there for what it names, and never built.
