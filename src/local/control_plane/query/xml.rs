//! The answer and the error, in XML.

use quick_xml::Writer;
use quick_xml::events::{BytesEnd, BytesStart, BytesText, Event};

use crate::local::control_plane::refusal::{Refusal, Service};
use crate::local::control_plane::request::ControlAnswer;
use crate::local::store::new_request_id;

/// An element: its name, and what is in it.
#[derive(Debug, Clone)]
pub(super) enum Element {
    Text(&'static str, String),
    Node(&'static str, Vec<Self>),
}

/// An element that holds text.
pub(super) fn text(name: &'static str, text: impl Into<String>) -> Element {
    Element::Text(name, text.into())
}

/// The answer of an operation; without `result` for those that answer nothing.
///
/// Source: `resultWrapper` and `xmlNamespace` of the service models.
pub(super) fn answer(service: Service, operation: &str, result: Option<Vec<Element>>) -> ControlAnswer {
    let mut writer = Writer::new(Vec::new());
    let name = format!("{operation}Response");
    open(&mut writer, &name, Some(namespace(service)));
    if let Some(result) = result {
        let name = format!("{operation}Result");
        open(&mut writer, &name, None);
        for element in &result {
            write(&mut writer, element);
        }
        close(&mut writer, &name);
    }
    write(&mut writer, &Element::Node("ResponseMetadata", vec![text("RequestId", new_request_id())]));
    close(&mut writer, &name);
    ControlAnswer::bytes(200, "text/xml", writer.into_inner())
}

/// An error.
pub(in crate::local::control_plane) fn error_document(service: Service, refusal: &Refusal) -> Vec<u8> {
    let side = if refusal.status < 500 { "Sender" } else { "Receiver" };
    let error =
        vec![text("Type", side), text("Code", refusal.code_of(service)), text("Message", refusal.message.clone())];
    let mut writer = Writer::new(Vec::new());
    open(&mut writer, "ErrorResponse", Some(namespace(service)));
    write(&mut writer, &Element::Node("Error", error));
    write(&mut writer, &text("RequestId", new_request_id()));
    close(&mut writer, "ErrorResponse");
    writer.into_inner()
}

const fn namespace(service: Service) -> &'static str {
    match service {
        Service::Sts => "https://sts.amazonaws.com/doc/2011-06-15/",
        _ => "https://iam.amazonaws.com/doc/2010-05-08/",
    }
}

// Writing into memory does not fail.

fn open(writer: &mut Writer<Vec<u8>>, name: &str, namespace: Option<&str>) {
    let mut start = BytesStart::new(name);
    if let Some(namespace) = namespace {
        start.push_attribute(("xmlns", namespace));
    }
    let _ = writer.write_event(Event::Start(start));
}

fn close(writer: &mut Writer<Vec<u8>>, name: &str) {
    let _ = writer.write_event(Event::End(BytesEnd::new(name)));
}

fn write(writer: &mut Writer<Vec<u8>>, element: &Element) {
    match element {
        Element::Text(name, text) => {
            open(writer, name, None);
            let _ = writer.write_event(Event::Text(BytesText::new(text)));
            close(writer, name);
        }
        Element::Node(name, elements) => {
            open(writer, name, None);
            for element in elements {
                write(writer, element);
            }
            close(writer, name);
        }
    }
}
