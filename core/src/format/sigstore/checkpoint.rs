//! Checkpoints: a log's signed tree heads (C2SP `tlog-checkpoint`), which are signed notes (C2SP `signed-note` v1.0.0).
//!
//! ```text
//! rekor.sigstore.dev - 2605736670972794746        origin
//! 75408393                                        size
//! Fnnj13Uu1jdksPc4HZLapKX329dVlD5+MGNsiqBq1XM=     root hash
//!                                                 (extension lines, none of them empty)
//!
//! — rekor.sigstore.dev wNI9ajBFAiBTyiBM…          name, Base64(key hint of 4 bytes ‖ signature)
//! ```
//!
//! Decides what a checkpoint says, and which bytes its signatures are over. Which of them is the log's, and whether it is
//! valid, is `trust/`'s question; names and hints are authenticated by nothing.

use crate::base::code::Code;
use crate::base::encoding::base64;
use crate::base::limits::{CHECKPOINT_BYTES, CHECKPOINT_SIGNATURES};
use crate::format::sigstore::proto::decimal;
use crate::format::sigstore::wrong::Wrong;

/// A checkpoint, as it claims to be.
#[derive(Clone, Debug)]
pub struct Checkpoint {
    /// Which log, in its own words; not empty.
    pub origin: String,
    /// How many leaves the tree has.
    pub size: u64,
    /// The tree's root.
    pub root: [u8; 32],
    /// What is signed: the note's text with its final newline.
    pub signed: Vec<u8>,
    /// At least one, in the note's order.
    pub signatures: Vec<NoteSignature>,
}

/// One signature of a note.
#[derive(Clone, Debug)]
pub struct NoteSignature {
    /// Who is said to have signed.
    pub name: String,
    /// With which of their keys.
    pub key_hint: [u8; 4],
    /// The signature's bytes; never empty.
    pub bytes: Vec<u8>,
}

impl Checkpoint {
    /// Reads a checkpoint. The error names the line that is malformed.
    pub fn parse(note: &str) -> Result<Self, Wrong> {
        if note.len() > CHECKPOINT_BYTES {
            return Err(Wrong::beyond(Code::BundleLimitExceeded, CHECKPOINT_BYTES, "checkpoint: bytes"));
        }
        if note.chars().any(|c| c < ' ' && c != '\n') {
            return Err(malformed("a control character"));
        }
        // The text may hold empty lines of its own, says the note: the last one separates.
        let (text, signatures) =
            note.rsplit_once("\n\n").ok_or_else(|| malformed("no empty line before signatures"))?;
        let mut lines = text.split('\n');
        let origin = lines.next().filter(|line| !line.is_empty()).ok_or_else(|| malformed("no origin"))?;
        let size = lines.next().ok_or_else(|| malformed("no size"))?;
        let size = decimal(size).ok_or_else(|| malformed("the size (line 2) is not a decimal number"))?;
        let root = lines.next().ok_or_else(|| malformed("no root hash"))?;
        let root = standard(root).and_then(|bytes| <[u8; 32]>::try_from(bytes).ok());
        let root = root.ok_or_else(|| malformed("the root hash (line 3) is not Base64 of 32 bytes"))?;
        if lines.any(str::is_empty) {
            return Err(malformed("an extension line is empty"));
        }
        let signed = [text.as_bytes(), b"\n"].concat();
        Ok(Self { origin: origin.to_owned(), size, root, signed, signatures: read_signatures(signatures)? })
    }
}

fn malformed(what: &str) -> Wrong {
    Wrong::new(Code::BundleCheckpointUnreadable, format!("checkpoint: {what}"))
}

/// RFC 4648 §4 with its padding, and no other spelling.
fn standard(text: &str) -> Option<Vec<u8>> {
    base64::decode(text).filter(|bytes| base64::encode(bytes) == text)
}

fn read_signatures(lines: &str) -> Result<Vec<NoteSignature>, Wrong> {
    if lines.is_empty() {
        return Err(malformed("no signature"));
    }
    let lines = lines.strip_suffix('\n').ok_or_else(|| malformed("the last signature has no newline"))?;
    if lines.split('\n').nth(CHECKPOINT_SIGNATURES).is_some() {
        return Err(Wrong::beyond(Code::BundleLimitExceeded, CHECKPOINT_SIGNATURES, "checkpoint: signatures"));
    }
    lines.split('\n').map(signature).collect()
}

fn signature(line: &str) -> Result<NoteSignature, Wrong> {
    let rest = line.strip_prefix("— ").ok_or_else(|| malformed("a signature does not start with an em dash"))?;
    let (name, encoded) = rest.split_once(' ').ok_or_else(|| malformed("a signature has no name"))?;
    if name.is_empty() || name.contains(|c: char| c.is_whitespace() || c == '+') {
        return Err(malformed("a signature's name is empty, or has a space or `+`"));
    }
    let decoded = standard(encoded).ok_or_else(|| malformed("a signature is not Base64"))?;
    match decoded.split_first_chunk::<4>() {
        Some((hint, bytes)) if !bytes.is_empty() => {
            Ok(NoteSignature { name: name.to_owned(), key_hint: *hint, bytes: bytes.to_vec() })
        }
        _ => Err(malformed("a signature is shorter than a key hint and a byte")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROOT: &str = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=";

    fn note(text: &str, signatures: &str) -> String {
        format!("{text}\n{signatures}")
    }

    #[test]
    fn reads_the_specification_s_example() {
        let text = format!("example.com/behind-the-sofa\n20852163\n{ROOT}\n");
        let line = "— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n";
        let read = Checkpoint::parse(&note(&text, line)).unwrap();
        assert_eq!((read.origin.as_str(), read.size), ("example.com/behind-the-sofa", 20_852_163));
        assert_eq!(read.signed, text.as_bytes());
        assert_eq!(base64::encode(&read.root), ROOT);
        let [signature] = read.signatures.as_slice() else { panic!("one signature") };
        assert_eq!(
            (signature.name.as_str(), signature.key_hint),
            ("example.com/behind-the-sofa", [0x03, 0x3d, 0xe0, 0xae])
        );
        assert_eq!(signature.bytes.len(), 64);
    }

    #[test]
    fn extension_lines_and_unknown_signatures_are_kept() {
        let text = format!("a log\n0\n{ROOT}\nTimestamp: 1\n");
        let read = Checkpoint::parse(&note(&text, "— a AAAAAAA=\n— b AAAAAQE=\n")).unwrap();
        assert_eq!((read.signed.as_slice(), read.size), (text.as_bytes(), 0));
        let names: Vec<_> = read.signatures.iter().map(|s| (s.name.as_str(), s.bytes.as_slice())).collect();
        assert_eq!(names, [("a", [0].as_slice()), ("b", &[1])]);
    }

    #[test]
    fn what_is_malformed_is_named() {
        let text = format!("a\n1\n{ROOT}\n");
        let line = "— a AAAAAAA=\n";
        for (bad, found) in [
            (String::new(), "no empty line"),
            (text.clone(), "no empty line"),
            (note(&text, ""), "no signature"),
            (note(&text, "— a AAAAAAA="), "no newline"),
            (note(&text, "- a AAAAAAA=\n"), "em dash"),
            (note(&text, "—  a AAAAAAA=\n"), "name is empty"),
            (note(&text, "— aAAAAAAA=\n"), "no name"),
            (note(&text, "— a+b AAAAAAA=\n"), "`+`"),
            (note(&text, "— a\u{a0}b AAAAAAA=\n"), "space"),
            (note(&text, "— a AAAAAAA\n"), "not Base64"),
            (note(&text, "— a AAAAAA-=\n"), "not Base64"),
            (note(&text, "— a AAAAAAA= \n"), "not Base64"),
            (note(&text, "— a AAAAAA==\n"), "shorter"),
            (note(&text, "— a AAAAAAA=\n\n"), "an extension line is empty"),
            (note(&format!("\n1\n{ROOT}\n"), line), "no origin"),
            (note("a\n", line), "no size"),
            (note("a\n1\n", line), "no root hash"),
            (note(&format!("a\n{ROOT}\n"), line), "the size (line 2)"),
            (note(&format!("1\n{ROOT}\n"), line), "the size (line 2)"),
            (note(&format!("a\n01\n{ROOT}\n"), line), "the size (line 2)"),
            (note(&format!("a\n-1\n{ROOT}\n"), line), "the size (line 2)"),
            (note(&format!("a\n18446744073709551616\n{ROOT}\n"), line), "the size (line 2)"),
            (note("a\n1\nAAAA\n", line), "the root hash (line 3)"),
            (note(&format!("a\n1\n{}\n", ROOT.trim_end_matches('=')), line), "the root hash (line 3)"),
            (note(&format!("a\n1\n{ROOT}\n\nb\n"), line), "an extension line is empty"),
            (note(&format!("a\r\n1\n{ROOT}\n"), line), "control character"),
        ] {
            let wrong = Checkpoint::parse(&bad).unwrap_err();
            assert_eq!(wrong.code, Code::BundleCheckpointUnreadable, "{bad:?}: {wrong}");
            assert!(wrong.found.contains(found), "{bad:?}: {wrong}");
        }
    }

    #[test]
    fn signatures_and_bytes_are_bounded() {
        let many = |count: usize| Checkpoint::parse(&note(&format!("a\n1\n{ROOT}\n"), &"— a AAAAAAA=\n".repeat(count)));
        assert_eq!(many(CHECKPOINT_SIGNATURES).unwrap().signatures.len(), CHECKPOINT_SIGNATURES);
        assert_eq!(many(CHECKPOINT_SIGNATURES + 1).unwrap_err().code, Code::BundleLimitExceeded);
        let long = Checkpoint::parse(&"a".repeat(CHECKPOINT_BYTES + 1)).unwrap_err();
        assert_eq!(long.code, Code::BundleLimitExceeded);
    }
}
