//! The component: glue between `wit/verifier.wit` and the core, and nothing else.
