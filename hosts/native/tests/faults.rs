//! What goes wrong around the program: it is killed while it writes, it gets no memory, records appear while it reads.
//!
//! Whatever happens, a file has its name only when it is whole, and nothing is allowed that was not decided. That spent work
//! and memory are failures of the tool is tried in `src/component.rs`, where the bounds can be set.
#![cfg(unix)]

mod common;

use std::fs;
use std::process::Stdio;
use std::thread;
use std::time::{Duration, Instant};

use common::{NOW, Place, allowed, approve, organisation, question, release, verify};
use serde_json::Value;

/// Instants that are spread over a span without a pattern that the program could be in step with.
struct Instants(u64);

impl Instants {
    fn next(&mut self, span: Duration) -> Duration {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        span.mul_f64((self.0 >> 33) as f64 / f64::from(u32::MAX >> 1))
    }
}

/// Runs a line so many times, killed at some instant between its start and what it usually takes; `check` looks after each.
fn kill(place: &Place, line: &str, rounds: usize, mut check: impl FnMut(bool)) -> usize {
    let begun = Instant::now();
    place.say(line, &[]);
    // A little longer than it took, so that some come to their end.
    let span = begun.elapsed().mul_f64(1.2);
    let (mut instants, mut killed) = (Instants(rounds as u64), 0);
    for _ in 0..rounds {
        let mut command = place.command(line.split_whitespace());
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        thread::sleep(instants.next(span));
        child.kill().unwrap();
        let ended = child.wait().unwrap().code().is_some();
        killed += usize::from(!ended);
        check(ended);
    }
    killed
}

#[test]
fn a_killed_program_leaves_the_old_file_or_the_new_one() {
    let place = allowed();
    let line = format!("{} --report decision.json --write junit=decision.xml", verify("app.tar.gz"));
    place.say(&line, &[]).exits(0);
    let whole = ["decision.json", "decision.xml"].map(|name| place.read(name));
    let killed = kill(&place, &line, 80, |ended| {
        for (name, whole) in ["decision.json", "decision.xml"].into_iter().zip(&whole) {
            let found = fs::read(place.path(name)).unwrap_or_else(|_| b"before".to_vec());
            assert!(
                found == *whole || (!ended && found == b"before"),
                "{name} is neither the old file nor the new one"
            );
            fs::write(place.path(name), "before").unwrap();
        }
    });
    assert!(killed > 0, "none was killed in time");
}

#[test]
fn a_killed_signer_leaves_no_half_record() {
    let place = organisation();
    let release = release(&place);
    approve(&place, "bob", "release-manager", &release);
    let line = format!(
        "record approve --key carol.key --yes --role security --environment production --release {release} --now {NOW} \
         --out records/second.json"
    );
    let path = place.path("records/second.json");
    let mut whole = 0;
    let killed = kill(&place, &line, 80, |ended| match fs::read(&path) {
        Ok(bytes) => {
            let record: Value = serde_json::from_slice(&bytes).expect("a record is whole");
            assert!(record["signatures"][0]["sig"].is_string());
            whole += 1;
            fs::remove_file(&path).unwrap();
        }
        Err(_) => assert!(!ended, "it ended, and wrote nothing"),
    });
    assert!(killed > 0 && whole > 0, "{killed} were killed, {whole} wrote a record");
    // What was left behind by those that were killed helps nobody, and hinders nobody.
    let left = place.files("records").into_iter().filter(|name| name.starts_with(".countersign-"));
    for name in left {
        let bytes = place.read(format!("records/{name}"));
        if serde_json::from_slice::<Value>(&bytes).is_ok() {
            fs::remove_file(place.path(format!("records/{name}"))).unwrap();
        }
    }
    place.say(&verify("app.tar.gz"), &[]).exits(1).says(&["✗ approvals/security"]);
    place.say(&line, &[]).exits(0);
    place.say(&verify("app.tar.gz"), &[]).exits(0);
}

#[test]
fn a_killed_root_leaves_the_old_signature_or_the_new_one() {
    let place = allowed();
    let line = format!("sign roster.yml --key root.key --now {NOW}");
    let killed = kill(&place, &line, 40, |_| {
        let signature: Value =
            serde_json::from_slice(&place.read("roster.yml.sig.json")).expect("a signature is whole");
        assert!(signature["signatures"][0]["sig"].is_string());
    });
    assert!(killed > 0, "none was killed in time");
    place.say(&verify("app.tar.gz"), &[]).exits(0);
}

#[test]
fn half_a_record_is_named_and_counts_for_nothing() {
    let place = organisation();
    let release = release(&place);
    approve(&place, "bob", "release-manager", &release);
    let approval = approve(&place, "carol", "security", &release);
    let bytes = place.read(&approval);
    fs::remove_file(place.path(&approval)).unwrap();
    for part in [0, 1, bytes.len() / 2, bytes.len() - 1] {
        place.write("records/.countersign-a1b2c3.tmp", &bytes[..part]);
        let ran = place.say(&verify("app.tar.gz"), &[]).exits(1).says(&["✗ approvals/security"]);
        assert!(ran.stdout.contains(".countersign-a1b2c3.tmp"), "{part} bytes of it: {}", ran.stdout);
    }
    place.write(&approval, &bytes);
    place.say(&verify("app.tar.gz"), &[]).exits(0);
}

#[test]
fn records_that_appear_meanwhile_end_no_question() {
    let place = allowed();
    let release = place.files("records").into_iter().find(|name| name.starts_with("release-")).unwrap();
    let approve = |number: usize| {
        let line = format!(
            "record approve --key bob.key --yes --role release-manager --environment production \
             --release records/{release} --ticket CHG-{number} --now {NOW}"
        );
        place.say(&line, &[]).exits(0);
    };
    thread::scope(|scope| {
        let writer = scope.spawn(|| (0..30).for_each(approve));
        while !writer.is_finished() {
            place.say(&verify("app.tar.gz"), &[]).exits(0);
        }
    });
}

#[test]
fn without_memory_nothing_is_allowed_and_nothing_written() {
    let place = allowed();
    place.say(&verify("app.tar.gz"), &["--report", "saved.json"]).exits(0);
    for line in [
        format!("verify {} app.tar.gz --report decision.json", question()),
        "replay saved.json --inputs . --write json=decision.json".to_owned(),
    ] {
        // The address space that an instance reserves is larger than this.
        let line = format!("ulimit -v 1000000 && exec \"$0\" {line}");
        let mut command = std::process::Command::new("sh");
        command.args(["-c", &line, env!("CARGO_BIN_EXE_countersign")]).current_dir(place.path("."));
        let output = command.stdin(Stdio::null()).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(3), "{said}");
        assert!(said.starts_with("countersign: the verifier failed") && said.lines().count() == 1, "{said}");
        assert!(output.stdout.is_empty() && !place.path("decision.json").exists());
    }
}
