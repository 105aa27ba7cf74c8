//! DER (X.690 §10) as a walk over elements that keeps their bytes: what was signed is never encoded anew.
//!
//! `der` reads tag and length and refuses what BER allows besides: lengths in a long form or indefinite. Nothing here
//! recurses, so that nesting costs nothing. What an element holds is for its reader to check.

pub(super) use der::Tag;
use der::asn1::{AnyRef, ObjectIdentifier};
use der::{Decode as _, Encode as _, TagNumber};

/// `[number]`, constructed.
pub(super) const fn context(number: u32) -> Tag {
    Tag::ContextSpecific { constructed: true, number: TagNumber(number) }
}

/// `[number]`, primitive.
pub(super) const fn primitive(number: u32) -> Tag {
    Tag::ContextSpecific { constructed: false, number: TagNumber(number) }
}

/// One element: its tag, its content, and all its bytes.
#[derive(Clone, Copy)]
pub(super) struct Element<'a> {
    pub(super) tag: Tag,
    pub(super) value: &'a [u8],
    pub(super) der: &'a [u8],
}

impl<'a> Element<'a> {
    /// The one element that `der` is, with nothing behind it.
    pub(super) fn only(der: &'a [u8], tag: Tag) -> Option<Self> {
        let mut elements = Elements { left: der };
        let element = elements.take(tag)?;
        elements.end()?;
        Some(element)
    }

    /// What it holds.
    pub(super) fn elements(self) -> Elements<'a> {
        Elements { left: self.value }
    }

    /// What it holds: one element of this tag, and no more.
    pub(super) fn inner(self, tag: Tag) -> Option<Self> {
        Self::only(self.value, tag)
    }

    /// What it holds: at most `limit` elements of this tag.
    pub(super) fn list(self, tag: Tag, limit: usize) -> Option<Vec<Self>> {
        let mut elements = self.elements();
        let mut list = Vec::new();
        while !elements.left.is_empty() {
            if list.len() >= limit {
                return None;
            }
            list.push(elements.take(tag)?);
        }
        Some(list)
    }

    /// Its value as a type of `der`, which checks the content.
    pub(super) fn read<T: der::DecodeOwned>(self) -> Option<T> {
        T::from_der(self.der).ok()
    }
}

/// What is left of a row of elements.
#[derive(Clone)]
pub(super) struct Elements<'a> {
    left: &'a [u8],
}

impl<'a> Elements<'a> {
    /// The next element.
    pub(super) fn any(&mut self) -> Option<Element<'a>> {
        let (any, left) = AnyRef::from_der_partial(self.left).ok()?;
        let (der, _) = self.left.split_at_checked(self.left.len().checked_sub(left.len())?)?;
        self.left = left;
        Some(Element { tag: der::Tagged::tag(&any), value: any.value(), der })
    }

    /// The next element, which must have this tag.
    pub(super) fn take(&mut self, tag: Tag) -> Option<Element<'a>> {
        self.any().filter(|element| element.tag == tag)
    }

    /// The next element if it has this tag; otherwise nothing is taken.
    pub(super) fn optional(&mut self, tag: Tag) -> Option<Element<'a>> {
        let mut ahead = self.clone();
        let element = ahead.take(tag)?;
        *self = ahead;
        Some(element)
    }

    /// The next element, an object identifier.
    pub(super) fn oid(&mut self) -> Option<ObjectIdentifier> {
        self.take(Tag::ObjectIdentifier)?.read()
    }

    /// How many bytes are left.
    pub(super) fn left(&self) -> usize {
        self.left.len()
    }

    /// Nothing may be left.
    pub(super) fn end(self) -> Option<()> {
        self.left.is_empty().then_some(())
    }
}

/// An `AlgorithmIdentifier` (RFC 5280 §4.1.1.2): the algorithm, and its parameters.
pub(super) fn algorithm(element: Element<'_>) -> Option<(ObjectIdentifier, Option<Element<'_>>)> {
    let mut fields = element.elements();
    let oid = fields.oid()?;
    let parameters = fields.any();
    fields.end()?;
    Some((oid, parameters))
}

/// Whether an algorithm has no parameters, be it none or `NULL`: which of the two RFC 5754 leaves to the writer.
pub(super) fn is_empty(parameters: Option<Element<'_>>) -> bool {
    parameters.is_none_or(|element| element.der == NULL)
}

/// The element `NULL`.
pub(super) const NULL: [u8; 2] = [5, 0];

/// The content of a bit string of whole bytes.
pub(super) fn whole_bytes(element: Element<'_>) -> Option<&[u8]> {
    match element.value.split_first() {
        Some((0, bytes)) => Some(bytes),
        _ => None,
    }
}

/// An element around `content`. `None` beyond what DER lengths can say here, 256 MiB.
pub(super) fn wrap(tag: Tag, content: &[u8]) -> Option<Vec<u8>> {
    AnyRef::new(tag, content).and_then(|any| any.to_der()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_der_is_walked() {
        let tag = |der: &[u8]| Element::only(der, Tag::Sequence).map(|e| e.value.to_vec());
        assert_eq!(tag(&[0x30, 2, 5, 0]), Some(vec![5, 0]));
        for (reason, bad) in [
            ("long form", &[0x30, 0x81, 2, 5, 0][..]),
            ("indefinite", &[0x30, 0x80, 5, 0, 0, 0]),
            ("a byte behind", &[0x30, 2, 5, 0, 0]),
            ("a byte too few", &[0x30, 2, 5]),
            ("another tag", &[0x31, 2, 5, 0]),
            ("nothing", &[]),
            ("a length of 4 GiB", &[0x30, 0x84, 0xff, 0xff, 0xff, 0xff]),
        ] {
            assert_eq!(tag(bad), None, "{reason}");
        }
    }

    #[test]
    fn lists_are_bounded() {
        let list = [0x30, 4, 5, 0, 5, 0];
        let count = |limit| Element::only(&list, Tag::Sequence).unwrap().list(Tag::Null, limit).map(|l| l.len());
        assert_eq!(count(2), Some(2));
        assert_eq!(count(1), None);
    }

    #[test]
    fn what_is_wrapped_unwraps() {
        for length in [0, 127, 128, 255, 256, 70_000] {
            let content = vec![7; length];
            let der = wrap(context(3), &content).unwrap();
            assert_eq!(Element::only(&der, context(3)).unwrap().value, content);
        }
    }
}
