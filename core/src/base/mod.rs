//! Layer 1: values that every other layer speaks in. No trust and no policy here.

pub mod canary;
pub mod canonical;
pub mod code;
pub mod decimal;
pub mod digest;
pub mod encoding;
pub mod finding;
pub mod json;
pub mod level;
pub mod licence;
pub mod limits;
pub mod matching;
pub mod moment;
pub mod name;
pub mod package;
pub mod package_url;
pub mod path;
pub mod pattern;
pub mod question;
mod shape;
pub mod shown;
pub mod signing;
pub mod time;
pub mod yaml;
