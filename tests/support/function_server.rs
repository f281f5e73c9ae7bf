//! Functions behind a URL that takes Lambda's Invoke request, answered by the test itself.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};

/// What a function does.
#[derive(Debug, Clone)]
pub(crate) enum FunctionAnswer {
    /// It returns this payload, whatever it is.
    Returned(Vec<u8>),
    /// It throws.
    Failed { error_type: String, error_message: String },
    /// It does not answer for this long.
    Hangs(Duration),
}

/// Answers calls to functions: gets the function's name and the event.
pub(crate) type Answering = dyn Fn(&str, &Value) -> FunctionAnswer + Send + Sync;

/// Serves functions until the test program ends; gives the part of their URLs that stands before the name.
pub(crate) fn serve(answering: Arc<Answering>) -> String {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let origin = format!("http://{}/2015-03-31/functions/", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let answering = Arc::clone(&answering);
            std::thread::spawn(move || converse(&stream, &*answering));
        }
    });
    origin
}

/// Answers the requests of one connection, one after the other. Whoever hangs up early is no concern of ours.
fn converse(stream: &TcpStream, answering: &Answering) {
    let mut reader = BufReader::new(stream);
    let _ = stream.set_nodelay(true);
    while let Some((name, body)) = read_request(&mut reader) {
        let event = serde_json::from_slice(&body).unwrap_or(Value::Null);
        let (header, payload) = match answering(&name, &event) {
            FunctionAnswer::Returned(payload) => ("", payload),
            FunctionAnswer::Failed { error_type, error_message } => {
                let thrown = json!({ "errorType": error_type, "errorMessage": error_message });
                ("x-amz-function-error: Unhandled\r\n", thrown.to_string().into_bytes())
            }
            FunctionAnswer::Hangs(duration) => {
                std::thread::sleep(duration);
                return;
            }
        };
        let mut answer = format!("HTTP/1.1 200 OK\r\n{header}content-length: {}\r\n\r\n", payload.len()).into_bytes();
        answer.extend(payload);
        let mut writer = stream;
        if writer.write_all(&answer).is_err() {
            return;
        }
    }
}

/// The function's name and the event; `None` at the end of the connection.
fn read_request(reader: &mut BufReader<&TcpStream>) -> Option<(String, Vec<u8>)> {
    let mut line = String::new();
    reader.read_line(&mut line).ok().filter(|read| *read > 0)?;
    let name = line.split("/functions/").nth(1)?.split('/').next()?.to_owned();
    let mut length = 0;
    loop {
        let mut header = String::new();
        reader.read_line(&mut header).ok().filter(|read| *read > 0)?;
        match header.trim_end().to_ascii_lowercase().split_once(':') {
            Some(("content-length", value)) => length = value.trim().parse().ok()?,
            Some(_) => {}
            None => break,
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some((name, body))
}
