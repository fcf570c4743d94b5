//! Calls the list of tasks with its generated client: `caller URL`. Any difference is a panic.

use serde_json::{from_value, json, to_value};
use tasks_client::types::{ListTasksPriority, Nullable, Priority, TaskDraft, TaskPatch};
use tasks_client::{Client, Error, File, operation};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let url = std::env::args().nth(1).expect("a URL");
    let client = Client::builder().base_url(&url).key("tasks-key").build()?;

    // A tagged enum, a reference that may be null, and absence.
    let repeat = json!({"every": "week", "days": ["Monday", "Friday"]});
    let draft: TaskDraft = from_value(json!({"title": "Water the plants", "priority": "high", "repeat": repeat}))?;
    let task = client.add_task(draft).send().await?.into_inner();
    assert_eq!((task.is_done, &task.notes), (false, &Nullable::Null));
    assert_eq!(task.priority, Nullable::Value(Priority::High));
    assert_eq!(to_value(&task.repeat)?, repeat);
    let draft: TaskDraft = from_value(json!({"title": "Rest", "repeat": null, "labels": ["a", "b"]}))?;
    let rest = client.add_task(draft).send().await?.into_inner();
    assert_eq!(to_value(&rest.labels)?, json!(["a", "b"]));

    let important = client.list_tasks().priority(ListTasksPriority::High).limit(5).send().await?.into_inner();
    assert_eq!(important, [task.clone()]);

    let patch = TaskPatch::builder().is_done(true);
    let done = client.change_task(task.id, patch).send().await?.into_inner();
    assert_eq!((done.is_done, &done.title), (true, &task.title));
    assert_eq!(client.list_tasks().is_done(false).send().await?.into_inner().len(), 1);

    // An upload, and its bytes.
    let file = vec![0, 159, 146, 150, 13, 10];
    let body = operation::put_attachment::Body::builder().file(File::from(file.clone())).caption("plan");
    let stored = client.put_attachment(task.id, body).send().await?.into_inner();
    assert_eq!((*stored.size, stored.caption), (6, Nullable::Value("plan".into())));
    let bytes = client.get_attachment(task.id).send().await?.into_inner();
    assert_eq!(bytes.bytes().await?, file);

    // Errors are values.
    client.remove_task(rest.id).send().await?;
    let Err(Error::ErrorResponse(gone)) = client.get_task(rest.id).send().await else {
        panic!("the task was removed")
    };
    assert_eq!(gone.status(), 404);
    let operation::get_task::Error::NotFound(problem) = gone.into_inner() else { panic!("not found") };
    assert_eq!(to_value(problem)?, json!({"code": "not_found", "id": rest.id}));
    println!("every call passed");
    Ok(())
}
