//! One question at a time to GitLab's API, and whole listings: an answer that is complete, or a failure.
//!
//! Put again is what can pass: a busy or broken server, a lost connection; after the time that the server names, within a
//! bound. Nothing is followed to another place, so the token goes nowhere but to the API that was named, and only over
//! TLS or within this machine.

use std::fs;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use serde::de::DeserializeOwned;
use ureq::http::{Response, StatusCode, Uri};
use ureq::tls::{Certificate, PemItem, RootCerts, TlsConfig, parse_pem};
use ureq::{Agent, Body, Error};

use crate::args::Server;
use crate::failure::{Failure, shown};
use crate::limits::{ANSWER_BYTES, PAGE_ITEMS, PAGES, PAUSE, RETRIES, WAIT};

/// GitLab's API for one project.
pub(crate) struct Client {
    agent: Agent,
    project: String,
    token: String,
}

/// What became of one try.
enum Tried {
    /// The whole answer, and whether there is another page.
    Answered(Vec<u8>, bool),
    /// Worth another try, after so long if the server said.
    Again(String, Option<Duration>),
}

impl Client {
    /// Reads the token and the certificates; asks nothing yet.
    pub(crate) fn new(server: &Server) -> Result<Self, Failure> {
        let token = token(&server.token_env)?;
        let base = server.api_url.trim_end_matches('/');
        let uri: Uri = base.parse().map_err(|_| Failure::question(format!("`{base}` is no URL: name the API")))?;
        let local = matches!(uri.host(), Some("127.0.0.1" | "localhost" | "[::1]"));
        match (uri.scheme_str(), uri.query()) {
            (Some("https"), None) => {}
            (Some("http"), None) if local => {}
            _ => return Err(Failure::question(format!("`{base}` is not `https://…`: the token needs TLS"))),
        }
        let tls = TlsConfig::builder()
            .root_certs(roots(server)?)
            .unversioned_rustls_crypto_provider(Arc::new(rustls_graviola::default_provider()))
            .build();
        let config = Agent::config_builder()
            .tls_config(tls)
            .timeout_per_call(Some(Duration::from_secs(server.timeout)))
            .max_redirects(0)
            .max_redirects_will_error(false)
            .http_status_as_error(false)
            .user_agent(concat!("countersign-gitlab/", env!("CARGO_PKG_VERSION")))
            .build();
        Ok(Self { agent: config.new_agent(), project: format!("{base}/projects/{}", server.project), token })
    }

    /// One object below the project: `""` is the project itself.
    pub(crate) fn one<T: DeserializeOwned>(&self, path: &str) -> Result<T, Failure> {
        let url = format!("{}{path}", self.project);
        let (answer, _) = self.ask(&url)?;
        read(&url, &answer)
    }

    /// A whole listing. `path` may have a query.
    pub(crate) fn all<T: DeserializeOwned>(&self, path: &str) -> Result<Vec<T>, Failure> {
        let joint = if path.contains('?') { '&' } else { '?' };
        let mut items = Vec::new();
        for page in 1..=PAGES {
            let asked = format!("{}{path}{joint}per_page={PAGE_ITEMS}&page={page}", self.project);
            let (answer, more) = self.ask(&asked)?;
            let listed: Vec<T> = read(&asked, &answer)?;
            // GitLab leaves out items that the token may not see, so a short page need not be the last.
            let last = !more && listed.len() < PAGE_ITEMS;
            items.extend(listed);
            if last {
                return Ok(items);
            }
        }
        Err(Failure::tool(format!("the listing `{}` has more than {PAGES} pages: it does not end", shown(path))))
    }

    /// The bytes of an answer, and whether there is another page.
    fn ask(&self, url: &str) -> Result<(Vec<u8>, bool), Failure> {
        let mut pause = PAUSE;
        let mut last = String::new();
        for attempt in 0..=RETRIES {
            if attempt > 0 {
                thread::sleep(pause);
                pause = pause.saturating_mul(2);
            }
            let (found, wait) = match self.attempt(url)? {
                Tried::Answered(answer, more) => return Ok((answer, more)),
                Tried::Again(found, wait) => (found, wait),
            };
            match wait {
                Some(wait) if wait > WAIT => {
                    let (wait, most) = (wait.as_secs(), WAIT.as_secs());
                    return Err(Failure::tool(format!(
                        "GitLab answers {found} and wants {wait} s of patience, more than {most} s: run this again later"
                    )));
                }
                Some(wait) => pause = wait,
                None => {}
            }
            last = found;
        }
        Err(Failure::tool(format!("GitLab does not answer `{}`: {last}, {} times", shown(url), RETRIES + 1)))
    }

    fn attempt(&self, url: &str) -> Result<Tried, Failure> {
        let sent = self.agent.get(url).header("PRIVATE-TOKEN", &self.token).header("Accept", "application/json").call();
        let response = match sent {
            Ok(response) => response,
            Err(error) => return lost(&error).map(|found| Tried::Again(found, None)),
        };
        let status = response.status();
        match status.as_u16() {
            200 => whole(url, response),
            429 | 500 | 502 | 503 | 504 => Ok(Tried::Again(named(status), patience(&response))),
            401 => Err(refused(url, status, "give a token that is valid, in the variable that `--token-env` names")),
            403 => Err(refused(url, status, "give the token the scope `read_api` and the role Reporter")),
            404 => {
                Err(refused(url, status, "check the project, the commit and the ref, and that the token may see them"))
            }
            300..=399 => Err(refused(url, status, "give the API's own address; redirects are not followed")),
            _ => Err(Failure::tool(format!("GitLab answers `{}` with {}", shown(url), named(status)))),
        }
    }
}

/// A whole answer, or what was lost on the way.
fn whole(url: &str, mut response: Response<Body>) -> Result<Tried, Failure> {
    let more = response.headers().get("x-next-page").is_some_and(|page| !page.is_empty());
    match response.body_mut().with_config().limit(ANSWER_BYTES).read_to_vec() {
        Ok(answer) => Ok(Tried::Answered(answer, more)),
        Err(Error::BodyExceedsLimit(_)) => {
            let most = ANSWER_BYTES >> 20;
            Err(Failure::tool(format!("the answer to `{}` is larger than {most} MiB", shown(url))))
        }
        Err(error) => lost(&error).map(|found| Tried::Again(found, None)),
    }
}

fn read<T: DeserializeOwned>(url: &str, answer: &[u8]) -> Result<T, Failure> {
    serde_json::from_slice(answer)
        .map_err(|error| Failure::tool(format!("the answer to `{}` is not as documented: {error}", shown(url))))
}

/// What went wrong on the way, where another try can help.
fn lost(error: &Error) -> Result<String, Failure> {
    match error {
        Error::Timeout(_) => Ok("no answer in time".to_owned()),
        Error::Io(_) | Error::ConnectionFailed | Error::HostNotFound | Error::Protocol(_) | Error::BodyStalled => {
            Ok(format!("the connection failed ({error})"))
        }
        other => Err(Failure::tool(format!("GitLab cannot be asked: {other}"))),
    }
}

fn refused(url: &str, status: StatusCode, next: &str) -> Failure {
    Failure::question(format!("GitLab refuses `{}` with {}: {next}", shown(url), named(status)))
}

fn named(status: StatusCode) -> String {
    format!("{} {}", status.as_str(), status.canonical_reason().unwrap_or_default()).trim_end().to_owned()
}

/// How long the server asks us to wait, in seconds; GitLab writes no dates there.
fn patience(response: &Response<Body>) -> Option<Duration> {
    let header = response.headers().get("retry-after")?;
    header.to_str().ok()?.trim().parse().ok().map(Duration::from_secs)
}

fn token(variable: &str) -> Result<String, Failure> {
    let token = std::env::var(variable).unwrap_or_default();
    match !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_graphic()) {
        true => Ok(token),
        false => Err(Failure::question(format!("the variable `{}` holds no token: set it, masked", shown(variable)))),
    }
}

/// The certificate authorities that were named, or the system's.
fn roots(server: &Server) -> Result<RootCerts, Failure> {
    let certificates: Vec<Certificate<'static>> = match &server.ca_file {
        Some(path) => {
            let wrong = |what: &str| Failure::question(format!("`{}` {what}", path.display()));
            let pem = fs::read(path).map_err(|error| wrong(&format!("cannot be read: {error}")))?;
            let items = parse_pem(&pem).collect::<Result<Vec<_>, _>>().map_err(|_| wrong("is not PEM"))?;
            items
                .into_iter()
                .filter_map(|item| if let PemItem::Certificate(it) = item { Some(it) } else { None })
                .collect()
        }
        None => {
            let found = rustls_native_certs::load_native_certs().certs;
            found.iter().map(|certificate| Certificate::from_der(certificate).to_owned()).collect()
        }
    };
    Ok(RootCerts::new_with_certs(&certificates))
}
