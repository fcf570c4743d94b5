//! The end of a call: reads the response, and makes the result by its status.

use std::collections::HashMap;

use proc_macro2::TokenStream;
use quote::quote;

use crate::emit::hidden;
use crate::emit::status::constant;
use crate::emit::stream;
use crate::named::{Api, Format, Operation, Outcome, Response, ResponseVariant, Status};
use crate::rust::ident;

/// The statements that make the result from `response`, by the statuses of the document and not by progenitor's table.
///
/// One `await` reads the body of every status. Each further one would add a state to the future of the operation, and code to
/// poll and to drop it.
pub(crate) fn receive(api: &Api, operation: &Operation) -> TokenStream {
    let mut arms: Vec<StatusArm> = Vec::new();
    for success in [true, false] {
        let responses: Vec<&Response> =
            if success { operation.successes().collect() } else { operation.errors().collect() };
        let outcome = if success { operation.success() } else { operation.error() };
        for response in responses {
            arms.extend(arms_of(api, response, &outcome, success));
        }
    }
    arms.extend(operation.successes().next().is_none().then(any_success));
    // A code before the range that it is in, and `default` last (OpenAPI 3.0.4, Responses Object).
    arms.sort_by_key(|arm| arm.status);
    let (unread, read): (Vec<StatusArm>, Vec<StatusArm>) = arms.into_iter().partition(|arm| arm.extent == Extent::None);
    let of_read = of_read(&read);
    let unread: Vec<&StatusArm> = unread.iter().filter(|arm| !is_unreachable(arm, &read)).collect();
    if unread.is_empty() {
        return of_read;
    }
    let unread = merged(unread.into_iter().map(|arm| {
        let more_specific = read.iter().filter(|other| arm.holds(other)).map(|other| condition(other.status));
        let media_type = arm.media_type.iter().map(|index| media_type(&quote!(&response.headers), arm, index));
        (arm, media_type.chain(more_specific.map(|condition| quote!(!(#condition)))).collect(), &arm.taken)
    }));
    quote!(match response.status() { #unread _ => { #of_read } })
}

/// The statements that read the body and make the result from it.
fn of_read(read: &[StatusArm]) -> TokenStream {
    let (catch_all, arms): (Vec<&StatusArm>, Vec<&StatusArm>) =
        read.iter().partition(|arm| arm.status == Status::Default && !arm.success);
    let extent = extent(&catch_all, &arms);
    // The last arm of a status is for each media type that no other one is for.
    let is_last = |at: usize| arms.get(at + 1).is_none_or(|next| next.status != arms[at].status);
    let taken = merged(arms.iter().enumerate().map(|(at, arm)| {
        let index = arm.media_type.as_ref().filter(|_| !is_last(at));
        let conditions = index.map(|index| media_type(&quote!(received.headers()), arm, index));
        (*arm, conditions.into_iter().collect(), &arm.taken)
    }));
    let otherwise = match catch_all.split_last() {
        None => quote!(Err(received.unexpected())),
        Some((last, [])) => last.taken.clone(),
        Some((last, several)) => {
            let (indexes, taken) = (several.iter().map(|arm| &arm.media_type), several.iter().map(|arm| &arm.taken));
            let (known, last) = (&last.known, &last.taken);
            let indexes = indexes.flatten();
            quote!(match receive::media_type(received.headers(), #known) { #(#indexes => #taken,)* _ => #last })
        }
    };
    let result = if arms.is_empty() { otherwise } else { quote!(match received.status() { #taken _ => #otherwise }) };
    quote! {
        let received = receive::read(response, #extent).await?;
        #result
    }
}

/// The function from a status to the part of the body that is read.
fn extent(catch_all: &[&StatusArm], arms: &[&StatusArm]) -> TokenStream {
    let otherwise = catch_all.first().map_or(Extent::Beginning, |arm| arm.extent);
    if arms.iter().all(|arm| arm.extent == otherwise) {
        let otherwise = otherwise.path();
        return quote!(|_| #otherwise);
    }
    let has_ranges = arms.iter().any(|arm| !matches!(arm.status, Status::Code(_)));
    let paths: Vec<TokenStream> = arms.iter().map(|arm| arm.extent.path()).collect();
    let different = arms.iter().zip(&paths).filter(|(arm, _)| has_ranges || arm.extent != otherwise);
    let mut seen: Vec<Status> = Vec::new();
    let once = different.filter(|(arm, _)| {
        let is_new = !seen.contains(&arm.status);
        seen.push(arm.status);
        is_new
    });
    let (arms, otherwise) = (merged(once.map(|(arm, path)| (*arm, Vec::new(), path))), otherwise.path());
    quote!(|status| match status { #arms _ => #otherwise })
}

/// The part of a body that is read before a response becomes a result.
#[derive(Clone, Copy, PartialEq)]
enum Extent {
    /// Nothing: the body is empty, or a stream.
    None,
    /// As much as an error holds.
    Beginning,
    Whole,
}

impl Extent {
    fn path(self) -> TokenStream {
        match self {
            Extent::None | Extent::Beginning => quote!(Extent::Beginning),
            Extent::Whole => quote!(Extent::Whole),
        }
    }
}

/// The result for the responses of one status, and of one of its media types if it has several.
struct StatusArm {
    status: Status,
    success: bool,
    /// The index of the media type.
    media_type: Option<proc_macro2::Literal>,
    /// All media types of the status.
    known: TokenStream,
    extent: Extent,
    taken: TokenStream,
}

impl StatusArm {
    /// Whether another arm is for a code of this range.
    fn holds(&self, other: &StatusArm) -> bool {
        match (self.status, other.status) {
            (Status::Range(hundreds), Status::Code(code)) => code / 100 == hundreds,
            (Status::Default, Status::Code(code)) => code / 100 == 2,
            _ => false,
        }
    }
}

/// Whether no response reaches an arm, because one of `read` takes it first: the successes of `default`, if 2XX is documented too.
fn is_unreachable(arm: &StatusArm, read: &[StatusArm]) -> bool {
    arm.status == Status::Default && read.iter().any(|other| other.status == Status::Range(2))
}

/// The condition that a response has a media type.
fn media_type(headers: &TokenStream, arm: &StatusArm, index: &proc_macro2::Literal) -> TokenStream {
    let known = &arm.known;
    quote!(receive::media_type(#headers, #known) == #index)
}

/// The arms of a match over a status, each with further conditions and a result. Codes with the same result share an arm, except codes
/// with several media types, whose arms stay in order.
fn merged<'a>(arms: impl Iterator<Item = (&'a StatusArm, Vec<TokenStream>, &'a TokenStream)>) -> TokenStream {
    let mut merged: Vec<(TokenStream, &TokenStream)> = Vec::new();
    // The texts of results, with the index of the arm of their codes.
    let mut of_codes: HashMap<String, usize> = HashMap::new();
    for (arm, mut conditions, taken) in arms {
        let constant = match arm.status {
            Status::Code(code) => constant(code),
            Status::Range(_) | Status::Default => None,
        };
        match constant {
            Some(constant) if arm.media_type.is_none() => {
                match of_codes.get(&taken.to_string()).and_then(|at| merged.get_mut(*at)) {
                    Some((pattern, _)) => pattern.extend(quote!(| #constant)),
                    None => {
                        of_codes.insert(taken.to_string(), merged.len());
                        merged.push((constant, taken));
                    }
                }
            }
            Some(constant) if conditions.is_empty() => merged.push((constant, taken)),
            Some(constant) => merged.push((quote!(#constant if #(#conditions)&&*), taken)),
            None => {
                conditions.insert(0, condition(arm.status));
                merged.push((quote!(status if #(#conditions)&&*), taken));
            }
        }
    }
    let (patterns, taken) = (merged.iter().map(|(pattern, _)| pattern), merged.iter().map(|(_, taken)| taken));
    quote!(#(#patterns => #taken,)*)
}

/// The condition that `status` is one of the document's. `default` means the successes here.
fn condition(of: Status) -> TokenStream {
    match of {
        Status::Code(code) => match constant(code) {
            Some(constant) => quote!(status == #constant),
            None => {
                let code = proc_macro2::Literal::u16_unsuffixed(code);
                quote!(status.as_u16() == #code)
            }
        },
        Status::Range(1) => quote!(status.is_informational()),
        Status::Range(2) | Status::Default => quote!(status.is_success()),
        Status::Range(3) => quote!(status.is_redirection()),
        Status::Range(4) => quote!(status.is_client_error()),
        Status::Range(5) => quote!(status.is_server_error()),
        Status::Range(hundreds) => {
            let hundreds = proc_macro2::Literal::u16_unsuffixed(hundreds);
            quote!(status.as_u16() / 100 == #hundreds)
        }
    }
}

/// The arms of a response: one for each media type that it has.
fn arms_of(api: &Api, response: &Response, outcome: &Outcome<'_>, success: bool) -> Vec<StatusArm> {
    let known = response.contents.iter().map(|content| {
        let media_types = &content.media_types;
        quote!(&[#(#media_types),*])
    });
    let known = quote!(&[#(#known),*]);
    let is_one = response.variants().count() == 1;
    let of_variant = |(index, variant)| {
        let (extent, taken) = if success { taken_success(api, variant, outcome) } else { taken_error(variant) };
        let media_type = (!is_one).then(|| proc_macro2::Literal::usize_unsuffixed(index));
        StatusArm { status: response.status, success, media_type, known: known.clone(), extent, taken }
    };
    response.variants().enumerate().map(of_variant).collect()
}

/// The arm of an operation that documents no success: a request that succeeded is not an error because the document lacks that.
fn any_success() -> StatusArm {
    StatusArm {
        status: Status::Range(2),
        success: true,
        media_type: None,
        known: quote!(&[]),
        extent: Extent::None,
        taken: quote!(receive::empty_as(response, ())),
    }
}

/// The result for one variant of the documented successes.
fn taken_success(api: &Api, given: ResponseVariant<'_>, outcome: &Outcome<'_>) -> (Extent, TokenStream) {
    let variant = ident(given.name());
    let (nothing, wrap) = match outcome {
        Outcome::Several(_) => (quote!(Success::#variant), quote!(Success::#variant)),
        Outcome::SameOrEmpty(_) => (quote!(None), quote!(Some)),
        _ => (quote!(()), quote!(std::convert::identity)),
    };
    let is_several = matches!(outcome, Outcome::Several(_));
    // The enum of several types hides its bodies itself.
    let hidden = (!is_several && hidden::is_body_hidden(api, given)).then(|| quote!(.map(crate::Response::hidden)));
    match given.format() {
        None => (Extent::None, quote!(receive::empty_as(response, #nothing))),
        // JSON of one type is read with its `Option`, if it has one.
        Some(Format::Json) if !is_several => (Extent::Whole, quote!(received.json()#hidden)),
        Some(Format::Json) => (Extent::Whole, quote!(received.json_as(#wrap))),
        Some(Format::Text) => (Extent::Whole, quote!(received.text_as(#wrap)#hidden)),
        Some(_) => match stream::function(given.content.and_then(|content| content.items.as_ref())) {
            Some(read) => {
                let item_stream = quote!(|body| #wrap(crate::ItemStream::#read(body)));
                (Extent::None, quote!(receive::stream_as(response, #item_stream)))
            }
            None => (Extent::None, quote!(receive::stream_as(response, #wrap))),
        },
    }
}

/// The result for one variant of the documented errors.
fn taken_error(given: ResponseVariant<'_>) -> (Extent, TokenStream) {
    let variant = ident(given.name());
    let is_code = matches!(given.response.status, Status::Code(_));
    let Some(format) = given.format() else {
        let error = if is_code {
            quote!(Err(received.error(Error::#variant)))
        } else {
            quote!({
                let status = received.status();
                Err(received.error(Error::#variant { status }))
            })
        };
        return (Extent::Beginning, error);
    };
    let function = ident(match format {
        Format::Json => "json_error",
        Format::Text => "text_error",
        _ => "bytes_error",
    });
    let error = if is_code {
        quote!(Err(received.#function(Error::#variant)))
    } else {
        quote!({
            let status = received.status();
            Err(received.#function(|body| Error::#variant { status, body }))
        })
    };
    (Extent::Whole, error)
}
