//! `--report junit=PATH`: JUnit XML. A file is a `testsuite`, a case or a request a `testcase`.

use std::io;

use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite, XmlString};

use super::outcome::{OutcomeRow, Outcomes};
use crate::suite::CaseOutcome;

/// Writes the results. Without the time of day and without random ids, so that the same results are the same file.
///
/// # Errors
/// The writer fails.
pub fn write(results: Outcomes<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    let mut report = Report::new("appsync-auth");
    report.set_time(results.totals().duration);
    for rows in results.rows().chunk_by(|one, next| one.file() == next.file()) {
        let Some(first) = rows.first() else { continue };
        let mut suite = TestSuite::new(suite_name(first, results));
        suite.set_time(rows.iter().filter_map(|row| row.duration).sum());
        suite.add_test_cases(rows.iter().map(|row| test_case(row, results)));
        report.add_test_suite(suite);
    }
    report.serialize(out).map_err(io::Error::other)
}

fn suite_name(row: &OutcomeRow<'_>, results: Outcomes<'_>) -> XmlString {
    xml(if row.place.is_some() { row.file() } else { results.command() })
}

fn test_case(row: &OutcomeRow<'_>, results: Outcomes<'_>) -> TestCase {
    let status = match row.outcome {
        CaseOutcome::Passed => TestCaseStatus::success(),
        CaseOutcome::Skipped => {
            let mut status = TestCaseStatus::skipped();
            status.set_message(format!("an earlier {} failed", results.noun()));
            status
        }
        CaseOutcome::Failed => {
            let kind = if row.is_fault { NonSuccessKind::Error } else { NonSuccessKind::Failure };
            let mut status = TestCaseStatus::non_success(kind);
            status.set_type(if row.is_fault { "fault" } else { "expectation" });
            status.set_message(xml(row.reasons.first().map_or("", String::as_str)));
            status.set_description(xml(&row.reasons.join("\n")));
            status
        }
    };
    let mut test_case = TestCase::new(xml(row.name), status);
    test_case.set_classname(suite_name(row, results));
    if let Some(took) = row.duration {
        test_case.set_time(took);
    }
    if let Some(place) = row.place {
        test_case.extra.insert("file".into(), xml(&place.file));
        test_case.extra.insert("line".into(), place.line.to_string().into());
    }
    if !row.output.is_empty() {
        test_case.set_system_out(xml(&row.output.join("\n")));
    }
    test_case
}

/// A text that XML can hold. What XML 1.0 forbids is left out: control characters by the writer's own type, and the two
/// non-characters here.
fn xml(text: &str) -> XmlString {
    XmlString::new(text.replace(['\u{fffe}', '\u{ffff}'], "\u{fffd}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::samples::{answered, failed_case, result, suite};
    use crate::suite::SuiteResults;

    fn written(results: &SuiteResults) -> String {
        let mut out = Vec::new();
        write(results.into(), &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_suite_file_is_a_test_suite() {
        insta::assert_snapshot!(written(&suite()), @r#"
        <?xml version="1.0" encoding="UTF-8"?>
        <testsuites name="appsync-auth" tests="5" skipped="1" failures="1" errors="1" time="0.340">
            <testsuite name="events.suite.yaml" tests="5" skipped="1" errors="1" failures="1" time="0.168">
                <testcase name="a partner may list events" classname="events.suite.yaml" time="0.084" file="events.suite.yaml" line="4"/>
                <testcase name="a stranger | is &lt;refused&gt; &amp; &quot;gone&quot; ]]&gt; 100% #1" classname="events.suite.yaml" time="0.084" file="events.suite.yaml" line="12">
                    <failure message="authorized: expected false, found true (R100)" type="expectation">authorized: expected false, found true (R100)
        resolver-context.note: expected &quot;a|b `c` &lt;d&gt; #1&quot;, found &quot;100%\r\n]]&gt;\u001b[0m\u0000, x: y&quot;</failure>
                    <system-out>oops ]]&gt; ```
        at line 2</system-out>
                </testcase>
                <testcase name="a token with a space never reaches the function" classname="events.suite.yaml" file="events.suite.yaml" line="20"/>
                <testcase name="the authorizer is there" classname="events.suite.yaml" file="events.suite.yaml" line="28">
                    <error message="no connection to http://127.0.0.1:9000: refused" type="fault">no connection to http://127.0.0.1:9000: refused</error>
                </testcase>
                <testcase name="not run" classname="events.suite.yaml" file="events.suite.yaml" line="35">
                    <skipped message="an earlier case failed"/>
                </testcase>
            </testsuite>
        </testsuites>
        "#);
    }

    #[test]
    fn what_is_written_can_be_read_again_with_hard_texts_intact() {
        let report = Report::deserialize_from_str(&written(&suite())).unwrap();
        assert_eq!((report.tests, report.failures, report.errors, report.skipped), (5, 1, 1, 1));
        let failed = &report.test_suites[0].test_cases[1];
        assert_eq!(failed.name.as_str(), failed_case().name);
        let TestCaseStatus::NonSuccess { description, .. } = &failed.status else { panic!("{failed:?}") };
        assert_eq!(
            description.as_deref(),
            Some(
                "authorized: expected false, found true (R100)\nresolver-context.note: expected \"a|b `c` <d> #1\", found \"100%\\r\\n]]>\\u001b[0m\\u0000, x: y\""
            )
        );
        assert_eq!(failed.system_out.as_deref(), Some("oops ]]> ```\nat line 2"));
    }

    #[test]
    fn what_xml_forbids_is_left_out() {
        let mut case = failed_case();
        case.name = "a\u{0}b\u{1b}[31mc\u{b}d\u{fffe}e\u{ffff}f\u{7f}".to_owned();
        let report = Report::deserialize_from_str(&written(&SuiteResults { cases: vec![case], ..suite() })).unwrap();
        assert_eq!(report.test_suites[0].test_cases[0].name.as_str(), "abcd\u{fffd}e\u{fffd}f\u{7f}");
    }

    #[test]
    fn a_single_token_has_a_suite_of_its_own() {
        let case = result(answered(&serde_json::json!({ "isAuthorized": true })));
        let text = written(&SuiteResults { cases: vec![case], ..suite() });
        assert!(text.contains("<testsuite name=\"test-token\" tests=\"1\""), "{text}");
    }
}
