//! Before something is signed: what the signer is shown, warned of and refused.

mod common;

use common::{NOW, approve, organisation, release};

const EMERGENCY: &str = "record emergency --key carol.key --yes --role security --environment production --incident INC-1 \
     --expires 2h --out emergency.json --now 2026-11-21T09:00:00Z --reason Down. --release";

#[test]
fn what_is_reviewed_or_withdrawn_is_shown_beside_what_is_signed() {
    let place = organisation();
    let release = release(&place);
    let approval = approve(&place, "bob", "release-manager", &release);
    place.say(EMERGENCY, &[&release, "--bypass", "freezes"]).exits(0);
    let review =
        "record review --key bob.key --yes --role release-manager --outcome justified --summary Held. --emergency";
    let shown = place.say(review, &["emergency.json"]).exits(0).stderr;
    assert!(shown.contains("\n\nThe emergency that is reviewed\n"), "{shown}");
    assert_eq!(shown.matches("To be signed").count(), 1, "{shown}");
    assert!(shown.contains("INC-1") && shown.contains("key ") && shown.contains("(as claimed)"), "{shown}");

    let revoke = format!("record revoke --key bob.key --yes --reason Oops. --now {NOW} {approval} emergency.json");
    let shown = place.say(&revoke, &[]).exits(0).stderr;
    for words in ["What is withdrawn: approval\n", "release-manager", "What is withdrawn: emergency\n", "INC-1"] {
        assert!(shown.contains(words), "no `{words}` in:\n{shown}");
    }
}
