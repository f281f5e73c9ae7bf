//! What a plan means for clients and for those who run it, in sentences.

use std::io;

use serde_json::{Map, Value, json};

use super::{access, permission_text, routes};
use crate::engine::lint::Finding;
use crate::engine::{Code, Evidence, Severity, TtlSource};
use crate::plan::{CachedDecisions, Clients, DefaultChange, Plan};
use crate::report::style::{Style, Tone};
use crate::report::wording::{count, one_line};

/// How many findings of one rule, and how many names in one sentence, are shown to people. JSON has all.
pub(super) const SHOWN: usize = 10;

/// One thing that a plan means.
#[derive(Debug, Clone, PartialEq)]
pub struct PlanWarning {
    /// A stable kebab-case name; of what lint finds, the name of the rule.
    pub code: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// One sentence without its end. Of many names it has the first ones and the number of the others.
    pub message: String,
    /// The rule that says so, which `explain` tells more of.
    pub rule: Option<Code>,
    /// Why it is taken to be so, where nobody outside AWS knows.
    pub assumed: Option<&'static str>,
    /// One thing to do.
    pub help: Option<String>,
    /// What programs get beside: all names, modes, seconds.
    pub facts: Map<String, Value>,
}

impl PlanWarning {
    pub(super) fn new(code: &'static str, severity: Severity, message: impl Into<String>) -> Self {
        let message = message.into();
        Self { code, severity, message, rule: None, assumed: None, help: None, facts: Map::new() }
    }

    /// Names the rule, and the reason of its reading where it rests on one.
    pub(super) fn by(mut self, rule: Code) -> Self {
        self.rule = Some(rule);
        self.assumed = assumed(rule);
        self
    }

    pub(super) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    pub(super) fn fact(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.facts.insert(name.to_owned(), value.into());
        self
    }

    /// `{code, severity, message, rule, assumed, help}` and its facts.
    pub(super) fn json(&self) -> Value {
        let mut object = Map::new();
        object.insert("code".to_owned(), json!(self.code));
        object.insert("severity".to_owned(), json!(self.severity.name()));
        object.insert("message".to_owned(), json!(self.message));
        object.insert("rule".to_owned(), json!(self.rule.map(|rule| rule.to_string())));
        object.insert("assumed".to_owned(), json!(self.assumed));
        object.insert("help".to_owned(), json!(self.help));
        object.extend(self.facts.clone());
        Value::Object(object)
    }

    fn write(&self, out: &mut dyn io::Write, style: &Style) -> io::Result<()> {
        let (tone, word) = match self.severity {
            Severity::Error => (Tone::Bad, "error"),
            Severity::Warning => (Tone::Warning, "warning"),
            Severity::Info => (Tone::Hint, "note"),
        };
        let label = format!("{word}[{}]:", self.code);
        let because = self.assumed.map(|because| format!(" (assumed: {because})")).unwrap_or_default();
        let told = style.hang("", Tone::Plain, 2, &format!("{label} {}{because}", one_line(&self.message)));
        let told = told.trim_start();
        // The label has no spaces, so that it is never broken.
        writeln!(out, "{}{}", style.paint(tone, &label), told.strip_prefix(&label).unwrap_or(told))?;
        if let Some(help) = &self.help {
            writeln!(out, "  {}", hung(style, "help:", 8, &one_line(help)))?;
        }
        if let Some(rule) = self.rule {
            writeln!(out, "  {} appsync-auth explain {rule}", style.hint("more:"))?;
        }
        Ok(())
    }
}

/// [`Style::hang`] for a label that stands behind two spaces already.
fn hung(style: &Style, label: &str, indent: usize, text: &str) -> String {
    let hung = style.hang("", Tone::Plain, indent, text);
    format!("{} {}", style.hint(label), hung.trim_start())
}

/// Everything that a plan means: for fields, for requests, for cached answers, what lint finds, for the permission.
#[must_use]
pub fn warnings(plan: &Plan) -> Vec<PlanWarning> {
    let mut told = Vec::new();
    match &plan.clients {
        Ok(clients) => {
            told.extend(clients.default_change.as_ref().map(|change| default_change(change, plan)));
            told.extend(access::warnings(clients, plan));
            told.extend(routes::warnings(clients, plan));
            told.extend(clients.cached.as_ref().map(cached));
            told.extend(findings(clients, plan));
        }
        Err(error) => told.push(
            PlanWarning::new(
                "clients-not-judged",
                Severity::Warning,
                format!("what it means for clients cannot be told: {error}"),
            )
            .help("compare the modes before and after by yourself, or ask for a newer version of this program"),
        ),
    }
    told.extend(permission_text::warnings(&plan.permission));
    told.extend(left_out(plan));
    told
}

/// Writes them, an empty line before each.
pub(super) fn write_all(told: &[PlanWarning], out: &mut dyn io::Write, style: &Style) -> io::Result<()> {
    let mut of_code = (None, 0);
    for (index, warning) in told.iter().enumerate() {
        of_code = if of_code.0 == Some(warning.code) { (of_code.0, of_code.1 + 1) } else { (Some(warning.code), 1) };
        if of_code.1 <= SHOWN {
            writeln!(out)?;
            warning.write(out, style)?;
        }
        let is_last = told.get(index + 1).is_none_or(|next| next.code != warning.code);
        if is_last && of_code.1 > SHOWN {
            writeln!(out, "\n{} more of `{}`; all are in --json", of_code.1 - SHOWN, warning.code)?;
        }
    }
    Ok(())
}

/// Names for people: all when they are few, else the first ones and the number of the others.
pub(super) fn named(names: &[String]) -> String {
    match names.get(..SHOWN) {
        Some(first) if names.len() > SHOWN => {
            format!("{} and {} more", first.join(", "), names.len() - SHOWN)
        }
        _ => names.join(", "),
    }
}

/// Why a rule is taken to be so, where nobody outside AWS knows.
fn assumed(rule: Code) -> Option<&'static str> {
    match rule.rule().evidence {
        Evidence::Assumed { because, .. } => Some(because),
        Evidence::Documented(_) | Evidence::Reported(_) => None,
    }
}

/// Whether the default user pool of a document has `defaultAction` DENY.
pub(super) fn denies_by_default(document: &Map<String, Value>) -> bool {
    let text = |value: Option<&Value>| value.and_then(Value::as_str).map(str::to_owned);
    text(document.get("authenticationType")).as_deref() == Some("AMAZON_COGNITO_USER_POOLS")
        && text(document.get("userPoolConfig").and_then(|config| config.get("defaultAction"))).as_deref()
            == Some("DENY")
}

fn default_change(change: &DefaultChange, plan: &Plan) -> PlanWarning {
    let DefaultChange { before, after, fields } = change;
    let goes = format!("the default mode goes from {before} to {after}");
    let (closed, closes) = (denies_by_default(&plan.before), denies_by_default(&plan.after));
    let accept = if closed {
        format!("and from now on they accept {after}, while `defaultAction` DENY of {before} closed them")
    } else if closes {
        format!("and from now on they are closed, since `defaultAction` of {after} is DENY")
    } else {
        format!("and from now on they accept {after} and no longer {before}")
    };
    let told = |severity, message: String| {
        let warning = PlanWarning::new("default-mode-changes", severity, message);
        let warning = if closed || closes { warning.by(Code::D206) } else { warning.by(Code::D103) };
        warning.fact("before", before.name()).fact("after", after.name())
    };
    let Some(fields) = fields else {
        let message = format!(
            "{goes}: fields without directives change hands, {accept}; which those are is not known without a schema"
        );
        return told(Severity::Warning, message)
            .help("name the schema with `--schema FILE`")
            .fact("fields", Value::Null);
    };
    let names: Vec<String> = fields.iter().map(ToString::to_string).collect();
    if names.is_empty() {
        let message = format!("{goes}; every field of the schema has directives, so that none changes hands");
        return told(Severity::Info, message).fact("fields", Value::Array(Vec::new()));
    }
    let verb = if names.len() == 1 { "changes" } else { "change" };
    let accept = if names.len() == 1 {
        accept.replace("they are", "it is").replace("they accept", "it accepts")
    } else {
        accept
    };
    let message =
        format!("{goes}: {} without directives {verb} hands, {accept}: {}", count(names.len(), "field"), named(&names));
    told(Severity::Warning, message)
        .help("name the modes on these types with directives first, so that the default decides nothing")
        .fact("fields", names)
}

fn cached(cached: &CachedDecisions) -> PlanWarning {
    let seconds = cached.ttl.seconds;
    let whose = if cached.of_another_function { "cached answers of the function before" } else { "cached answers" };
    let unknown = "whether AppSync empties its cache on an update is not documented";
    let is_known = cached.ttl.source != TtlSource::Default;
    let message = if is_known {
        format!(
            "{whose} may be used for up to {seconds} seconds after the update, or as long as their own `ttlOverride` \
             says; {unknown}"
        )
    } else {
        format!(
            "{whose} may live on after the update, and for how long is not known: the API had no TTL, whose default is \
             {seconds} seconds in the reference and 300 in older pages; {unknown}"
        )
    };
    let mut warning = PlanWarning::new("cached-answers-live-on", Severity::Warning, message);
    // Both readings are told, so that nothing is assumed.
    warning.rule = (!is_known).then_some(Code::C106);
    warning
        .fact("seconds", if is_known { json!(seconds) } else { Value::Null })
        .fact("ofAnotherFunction", cached.of_another_function)
}

/// What lint finds after the plan and did not find before. That the default mode decides is told of its change already.
fn findings(clients: &Clients, plan: &Plan) -> Vec<PlanWarning> {
    let is_told = |finding: &&Finding| !(finding.code == Code::L112 && clients.default_change.is_some());
    let closes = denies_by_default(&plan.after);
    let told = |finding: &Finding| {
        let mut warning =
            PlanWarning::new(finding.code.rule().name, finding.severity, finding.message.clone()).by(finding.code);
        if closes && warning.assumed.is_none() && (Code::L101..=Code::L105).contains(&finding.code) {
            // What is reached rests on how DENY is read.
            warning.assumed = assumed(Code::D206);
        }
        warning.help.clone_from(&finding.help);
        match &finding.target {
            Some(target) => warning.fact("coordinate", target.to_string()),
            None => warning,
        }
    };
    let mut told: Vec<PlanWarning> = clients.findings.iter().filter(is_told).map(told).collect();
    // Those of one rule stand together, so that many of them can be counted.
    told.sort_by_key(|warning| (std::cmp::Reverse(warning.severity), warning.rule));
    told
}

fn left_out(plan: &Plan) -> Option<PlanWarning> {
    if plan.left_out.is_empty() {
        return None;
    }
    let message = format!(
        "`--known-settings-only` does not send {}, which this program does not know; what AppSync makes of their \
         absence is not known, and they may be lost",
        named(&plan.left_out)
    );
    Some(PlanWarning::new("settings-left-out", Severity::Warning, message).fact("settings", plan.left_out.clone()))
}
