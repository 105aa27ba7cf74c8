//! `init`: a starter policy and roster, signed by a new root key, a key for the pipeline, and what to do next.
//!
//! The starters are in `starter/`; they must pass `policy check`, and a test holds them to it.

use std::fs;
use std::path::Path;
use std::process::ExitCode;

use countersign::records::Records;
use zeroize::Zeroizing;

use super::keygen::passphrase;
use super::sign::anchored;
use crate::args::Init;
use crate::exit::{ALLOW, Failure};
use crate::gather::{signature_path, time};
use crate::keys::Key;
use crate::output;
use crate::render::{inspect, safe};
use crate::write::{self, Access};

const POLICY: &str = include_str!("../../starter/policy.yml");
const ROSTER: &str = include_str!("../../starter/roster.yml");
const IGNORE: &str = "# Private keys are never committed.\n*.key\n";

pub(crate) fn run(arguments: &Init) -> Result<ExitCode, Failure> {
    let folder = &arguments.folder;
    let now = time::now(arguments.now)?;
    let policy = folder.join("policy.yml");
    let roster = folder.join("roster.yml");
    let mut names = vec![policy.clone(), roster.clone(), signature_path(&policy), signature_path(&roster)];
    names.extend(["root.key", "root.pub", "ci.key", "ci.pub"].map(|name| folder.join(name)));
    names.iter().try_for_each(|name| write::must_be_free(name))?;
    let passphrase = passphrase(&arguments.passphrase, &folder.join("root.key"))?;

    let root = Key::generate()?;
    let pipeline = Key::generate()?;
    let pipeline_pem = pipeline.public_pem()?;
    let mut files = vec![
        (folder.join("root.key"), root.private_pem(passphrase.as_ref().map(|text| text.as_str()))?, Access::Owner),
        (folder.join("root.pub"), Zeroizing::new(root.public_pem()?), Access::Usual),
        (folder.join("ci.key"), pipeline.private_pem(None)?, Access::Owner),
        (folder.join("ci.pub"), Zeroizing::new(pipeline_pem.clone()), Access::Usual),
    ];
    // One that is there is somebody's, and is left as it is.
    let ignore = folder.join(".gitignore");
    let ignored = fs::symlink_metadata(&ignore).is_err();
    if ignored {
        files.insert(0, (ignore, Zeroizing::new(IGNORE.to_owned()), Access::Usual));
    }
    let mut records = Records::open()?;
    for (path, starter) in [(policy, POLICY), (roster, ROSTER)] {
        let text = filled(starter, now, &pipeline_pem)?;
        let inspected = inspect::parse(&records.inspect(text.as_bytes())?)?;
        let envelope = anchored(&mut records, &root, &path, text.as_bytes(), &inspected, now)?;
        let envelope = String::from_utf8_lossy(&envelope).into_owned();
        files.push((signature_path(&path), Zeroizing::new(envelope), Access::Usual));
        files.push((path, Zeroizing::new(text), Access::Usual));
    }

    write::folder(folder)?;
    for (at, (path, text, access)) in files.iter().enumerate() {
        if let Err(failure) = write::create(path, text.as_bytes(), *access) {
            // All or nothing: these were written a moment ago, by this run.
            files.iter().take(at).for_each(|(path, _, _)| drop(fs::remove_file(path)));
            return Err(failure);
        }
    }
    output::text(&next(folder, passphrase.is_some(), ignored))?;
    if !ignored {
        eprintln!("warning: without a line `*.key` in the .gitignore that is there, private keys are committed");
    }
    Ok(ExitCode::from(ALLOW))
}

fn filled(starter: &str, now: u64, pipeline_pem: &str) -> Result<String, Failure> {
    let today = time::format(now - now % 86_400)?;
    let pem: Vec<String> = pipeline_pem.lines().map(|line| format!("          {line}")).collect();
    let text = starter.replace("@NOW@", &time::format(now)?).replace("@TODAY@", &today);
    Ok(text.replace("@CI_KEY@", &pem.join("\n")))
}

/// What to do next, as somebody can type it.
fn next(folder: &Path, encrypted: bool, ignored: bool) -> String {
    let shown = safe::text(&folder.to_string_lossy());
    let (place, enter) = match shown.as_str() {
        "." => ("this folder".to_owned(), String::new()),
        _ => (shown.clone(), format!("\n  cd {shown}")),
    };
    let warning = match encrypted {
        true => "",
        false => " It is not encrypted: whoever can read it can change the rules.",
    };
    let git = match ignored {
        true => ".gitignore keeps both, and every other *.key, out of the repository.",
        false => "Never commit a key: there is a .gitignore already; see that it has a line *.key.",
    };
    format!(
        "\
Wrote policy.yml and roster.yml, signed by the new root key, to {place}.
Keep root.key away from pipelines: to decide, they need root.pub only.{warning}
ci.key signs release records, and is not encrypted: make it a secret of the pipeline that builds, then delete it here.
{git}

Next:{enter}
  1. Have each person make a key, and paste each .pub into roster.yml:
       countersign keygen --out alice.key
  2. Name your services and people in policy.yml and roster.yml, raise `serial` in both, then check and sign them:
       countersign policy check
       countersign sign policy.yml --key root.key
       countersign sign roster.yml --key root.key
  3. Have the pipeline say what the candidate is:
       countersign record release --key ci.key --yes --service my-service --version 1.0.0 \\
           --repository https://example.org/my-service --commit \"$(git rev-parse HEAD)\" \\
           --author github:alice --builder github:ci-builder app.tar.gz
  4. Have people approve it:
       countersign record approve --key bob.key --release records/release-….json \\
           --role release-manager --environment production --policy policy.yml --roster roster.yml
  5. Put the gate in front of the deployment:
       countersign verify --policy policy.yml --roster roster.yml --root-key root.pub --records records \\
           --service my-service --version 1.0.0 --environment production --deployer github:deployer app.tar.gz
"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::report::Checked;

    #[test]
    fn the_starters_pass_the_check() {
        let now = 1_795_251_600;
        let pem = Key::generate().unwrap().public_pem().unwrap();
        let filled = |starter| filled(starter, now, &pem).unwrap();
        let checked = countersign::policy::check(filled(POLICY).as_bytes(), filled(ROSTER).as_bytes(), now);
        let checked = Checked::parse(&checked.unwrap()).unwrap();
        assert!(checked.ok, "{:?}", checked.findings.iter().map(|finding| &finding.found).collect::<Vec<_>>());
    }
}
