//! A plan carried out, step by step: what fails is told apart from what nobody can tell, and nothing is left open.

use std::time::Duration;

use serde_json::{Map, Value};

use super::backup;
use super::interruption::Interruption;
use super::read::{Goal, Prepared, Target};
use super::show;
use crate::error::{Error, ErrorKind, Result};
use crate::outside::ChangeFailure;
use crate::outside::lambda_api::NewStatement;
use crate::plan::{
    APPSYNC_PRINCIPAL, FunctionPolicy, INVOKE_ACTION, PermissionStatement, Plan, StatementName, Step, Verification,
    updatable,
};
use crate::report::configure::not_verified;
use crate::report::{CarriedOut, StepOutcome, StepResult};

/// How often the API is read again and the plan made again after what nobody can tell, or a change of somebody else's.
const ROUNDS_AT_MOST: u32 = 6;

/// How often an update is repeated whose result was read as something else, which somebody else's change can make of it.
const REPEATS_AT_MOST: u32 = 2;

/// The pause before the first repetition; each further one is twice as long.
const FIRST_PAUSE: Duration = Duration::from_millis(250);

/// How long an update is waited for to be seen when the API is read again.
const VISIBLE_WITHIN: Duration = Duration::from_secs(20);

/// Carries a plan out.
pub(super) struct Application<'a> {
    pub(super) target: &'a Target<'a>,
    pub(super) goal: &'a Goal,
    pub(super) interruption: Interruption<'a>,
}

/// What was done so far, in all rounds.
#[derive(Default)]
struct Record {
    carried_out: CarriedOut,
    /// What can be updated, as the backup has it.
    saved: Option<Map<String, Value>>,
    /// How often an update was repeated since another result was read.
    repeats: u32,
}

/// Why a round ended early.
enum Halt {
    /// The API has to be read again, and what is left be planned again.
    Again(Error),
    /// It cannot go on.
    Failed(Error),
}

impl Application<'_> {
    /// Carries the plan out, and says what came of it; the plan is given back as it was at the end.
    pub(super) async fn run(&self, mut prepared: Prepared) -> (Prepared, CarriedOut) {
        let mut record = Record::default();
        let mut pause = FIRST_PAUSE;
        for round in 1.. {
            let halt = match self.round(&prepared, &mut record).await {
                Ok(()) => break,
                Err(halt) => halt,
            };
            let error = match halt {
                Halt::Again(_) if round < ROUNDS_AT_MOST => None,
                Halt::Again(error) | Halt::Failed(error) => Some(error),
            };
            let error = match error {
                Some(error) => error,
                None => match self.next_round(&prepared, pause, &mut record).await {
                    Ok(next) => {
                        prepared = next;
                        pause *= 2;
                        continue;
                    }
                    Err(error) => error,
                },
            };
            record.carried_out.add_not_begun(&prepared.plan);
            let taking = self.take_back(&prepared.plan, &mut record, error.clone());
            let taken = self.interruption.hear("take back what is not needed", taking).await;
            record.carried_out.error = Some(taken.unwrap_or_else(|| {
                error.note("nobody waited until a permission that was added was taken back: run the same command again")
            }));
            break;
        }
        (prepared, record.carried_out)
    }

    /// The plan's steps in order.
    async fn round(&self, prepared: &Prepared, record: &mut Record) -> std::result::Result<(), Halt> {
        self.save(prepared, record).map_err(Halt::Failed)?;
        for step in prepared.plan.steps() {
            self.interruption.check("not every step was carried out").map_err(Halt::Failed)?;
            self.target.context.console.step(&format!("configure: {}", step.wish()));
            let done = self.interruption.hear(&step.wish(), self.step(&step, prepared, record)).await;
            let Some(done) = done else {
                record.set(&step, StepResult::Unclear);
                let message = "nobody waited for the answer of the last request";
                return Err(Halt::Failed(Error::interrupted(message)));
            };
            match done {
                Ok(()) => record.set(&step, StepResult::Done),
                Err(StepFailure { result, halt }) => {
                    record.set(&step, result);
                    return Err(halt);
                }
            }
        }
        Ok(())
    }

    /// Saves the configuration before the first step that leads to an update: a run that is killed leaves its trace. What
    /// was saved is saved anew when it is not what the update replaces.
    fn save(&self, prepared: &Prepared, record: &mut Record) -> Result<()> {
        let is_sent = record.carried_out.steps.iter().any(|outcome| outcome.step == Step::Update);
        let is_saved = record.saved.as_ref() == Some(&prepared.plan.before);
        if prepared.plan.changes.is_empty() || is_sent || is_saved {
            return Ok(());
        }
        let path =
            backup::save(&prepared.current, &prepared.plan, self.goal.keeps_permission(), self.target.context.console)?;
        record.carried_out.backup = Some(path);
        record.saved = Some(prepared.plan.before.clone());
        Ok(())
    }

    async fn step(
        &self,
        step: &Step,
        prepared: &Prepared,
        record: &mut Record,
    ) -> std::result::Result<(), StepFailure> {
        match step {
            Step::AddPermission(statement) => self.add(statement, prepared).await.map_err(StepFailure::from),
            Step::RemovePermission(statement) => self.remove(statement, prepared).await.map_err(StepFailure::from),
            Step::Update => self.update(&prepared.plan).await,
            Step::Verify => self.verify(&prepared.plan, record).await,
        }
    }

    async fn add(&self, statement: &PermissionStatement, prepared: &Prepared) -> Result<(), ChangeFailure> {
        let new = NewStatement {
            id: &statement.id,
            action: INVOKE_ACTION,
            principal: APPSYNC_PRINCIPAL,
            source_arn: statement.source_arn.as_deref(),
        };
        let revision = prepared.revisions.get(&statement.function).map(String::as_str);
        self.target.lambda.add_permission(&statement.function.to_string(), new, revision).await
    }

    async fn remove(&self, statement: &StatementName, prepared: &Prepared) -> Result<(), ChangeFailure> {
        let revision = prepared.revisions.get(&statement.function).map(String::as_str);
        self.target.lambda.remove_permission(&statement.function.to_string(), &statement.id, revision).await
    }

    /// The update, if the API is still what the plan was made from: it replaces everything, and would undo a change that
    /// somebody made since.
    async fn update(&self, plan: &Plan) -> std::result::Result<(), StepFailure> {
        let refused = |error| StepFailure { result: StepResult::Failed, halt: Halt::Failed(error) };
        let current = self.target.current().await.map_err(refused)?;
        if updatable(&current) != plan.before {
            let error = Error::outside("api-changed", "somebody else changes the API all the time")
                .help("wait until that has ended, then run this again");
            return Err(StepFailure { result: StepResult::Failed, halt: Halt::Again(error) });
        }
        self.target.appsync.update(&plan.api.api_id, &plan.body()).await.map_err(StepFailure::from)
    }

    /// Reads the API until the update is to be seen.
    async fn verify(&self, plan: &Plan, record: &mut Record) -> std::result::Result<(), StepFailure> {
        let failed = |halt| StepFailure { result: StepResult::Failed, halt };
        let deadline = tokio::time::Instant::now() + VISIBLE_WITHIN;
        let mut pause = FIRST_PAUSE;
        loop {
            let read = self.target.current().await.map_err(|error| failed(not_read(error)))?;
            let verification = plan.verify(&read);
            let is_other = matches!(verification, Verification::Different(_));
            let judged = not_verified(&verification);
            record.carried_out.verification = Some(verification);
            let Some(error) = judged else { return Ok(()) };
            if is_other && record.repeats < REPEATS_AT_MOST {
                record.repeats += 1;
                return Err(failed(Halt::Again(error)));
            }
            if is_other || tokio::time::Instant::now() + pause > deadline || self.interruption.is_heard() {
                return Err(failed(Halt::Failed(error)));
            }
            tokio::time::sleep(pause).await;
            pause = (pause * 2).min(Duration::from_secs(2));
        }
    }

    /// Reads the API again and plans what is left.
    async fn next_round(&self, before: &Prepared, pause: Duration, record: &mut Record) -> Result<Prepared> {
        self.interruption.sleep(pause).await?;
        let again = async { self.target.prepare(self.goal, self.target.current().await?).await };
        let Some(prepared) = self.interruption.hear("read the API again", again).await else {
            return Err(Error::interrupted("nobody waited until the API was read again"));
        };
        let prepared = prepared?;
        self.interruption.check("what was under way was not repeated")?;
        let left = prepared.plan.steps();
        record.carried_out.steps.retain_mut(|outcome| match outcome.result {
            // It is not to be done any more, so that it was done: by the request that nobody could tell of.
            StepResult::Unclear if !left.contains(&outcome.step) => {
                outcome.result = StepResult::Done;
                true
            }
            StepResult::Done | StepResult::TakenBack => true,
            _ => false,
        });
        // What is left of the plan that was confirmed was confirmed with it.
        if !is_rest(&prepared.plan, &before.plan) {
            show::meanwhile(self.target, &before.plan, &prepared).await?;
        }
        if prepared.plan.changes.is_empty() && !before.plan.changes.is_empty() {
            // What was to be updated is so, as was just read.
            record.carried_out.verification = Some(Verification::Applied { filled: Vec::new() });
            record.set(&Step::Verify, StepResult::Done);
        }
        Ok(prepared)
    }

    /// Takes the permissions back that were added for a function that the API does not call.
    async fn take_back(&self, plan: &Plan, record: &mut Record, error: Error) -> Error {
        let is_sent = |outcome: &&StepOutcome| matches!(outcome.result, StepResult::Done | StepResult::Unclear);
        let sent: Vec<Step> = record.carried_out.steps.iter().filter(is_sent).map(|each| each.step.clone()).collect();
        if sent.iter().all(|step| step.undo().is_none()) {
            return error;
        }
        let Ok(read) = self.target.current().await else {
            return error.note("the API cannot be read, so the permission that was added stays until this runs again");
        };
        let mut error = error;
        for undo in plan.undo(&sent, &read) {
            let Step::RemovePermission(statement) = &undo else { continue };
            match self.taken(statement).await {
                Ok(()) => record.taken_back(statement),
                Err(failure) => {
                    let StatementName { function, id } = statement;
                    error = error.note(format!(
                        "the statement `{id}` that was added to the policy of `{function}` could not be taken back: {failure}"
                    ));
                }
            }
        }
        error
    }

    /// Takes a statement away; that it is not there is as good.
    async fn taken(&self, statement: &StatementName) -> Result<()> {
        let target = statement.function.to_string();
        let mut last = None;
        for _ in 0..3 {
            let Some(policy) = self.target.lambda.policy(&target).await? else { return Ok(()) };
            if !FunctionPolicy::parse(&policy.text)?.has(&statement.id) {
                return Ok(());
            }
            match self.target.lambda.remove_permission(&target, &statement.id, policy.revision.as_deref()).await {
                Ok(()) => return Ok(()),
                Err(ChangeFailure::Refused(error)) => return Err(error),
                Err(failure) => last = Some(failure.into_error()),
            }
            tokio::time::sleep(FIRST_PAUSE).await;
        }
        last.map_or(Ok(()), Err)
    }
}

/// Why a step did not come to its end.
struct StepFailure {
    result: StepResult,
    halt: Halt,
}

impl From<ChangeFailure> for StepFailure {
    fn from(failure: ChangeFailure) -> Self {
        match failure {
            ChangeFailure::Overtaken(error) => Self { result: StepResult::Failed, halt: Halt::Again(error) },
            ChangeFailure::Refused(error) => Self { result: StepResult::Failed, halt: Halt::Failed(error) },
            ChangeFailure::Unclear(error) => Self { result: StepResult::Unclear, halt: Halt::Again(error) },
        }
    }
}

impl Record {
    /// What came of a step; a step that was tried before has one line.
    fn set(&mut self, step: &Step, result: StepResult) {
        let steps = &mut self.carried_out.steps;
        match steps.iter_mut().find(|outcome| outcome.step == *step) {
            Some(outcome) => outcome.result = result,
            None => steps.push(StepOutcome { step: step.clone(), result }),
        }
    }

    fn taken_back(&mut self, statement: &StatementName) {
        for outcome in &mut self.carried_out.steps {
            if let Step::AddPermission(added) = &outcome.step
                && (&added.function, &added.id) == (&statement.function, &statement.id)
            {
                outcome.result = StepResult::TakenBack;
            }
        }
    }
}

/// What cannot be read now can be read a little later, unless it is forbidden.
fn not_read(error: Error) -> Halt {
    let is_forbidden = error.kind() == ErrorKind::Credentials;
    let error = error.note("the update was sent; whether it was made could not be read");
    if is_forbidden { Halt::Failed(error) } else { Halt::Again(error) }
}

/// Whether a plan is what is left of another one, and nothing else.
fn is_rest(left: &Plan, whole: &Plan) -> bool {
    // The update was made, and is as it was meant: what the service filled in, or keeps of it, is nobody's change.
    let is_updated = left.changes.is_empty() && matches!(whole.verify(&left.before), Verification::Applied { .. });
    let of_the_same = left.before == whole.before && left.after == whole.after;
    let steps = whole.steps();
    (of_the_same || is_updated) && left.steps().iter().all(|step| steps.contains(step))
}
