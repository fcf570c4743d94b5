//! Chooses the documented responses that rejected requests get.

use crate::api::{
    self, CredentialMark, Format, Rejection, RejectionBody, RejectionStatus, RejectionStatuses, Response, ResponseBody,
    ResponseContent, Status,
};

/// Chooses the responses of one operation, and adds their bodies to `rejections`. `secured` tells whether the operation needs a
/// credential.
pub(crate) fn statuses(
    responses: &[Response],
    cases: &[api::Case],
    secured: bool,
    rejections: &mut Vec<Rejection>,
) -> RejectionStatuses {
    // An exact code before a range before `default`, for each code in turn.
    let find = |codes: &[u16]| {
        let exact = codes.iter().find_map(|code| suitable(responses, Status::Code(*code)).map(|at| (*code, at)));
        let range = suitable(responses, Status::Range(4)).or_else(|| suitable(responses, Status::Default));
        exact.or_else(|| range.and_then(|at| Some((*codes.first()?, at))))
    };
    let marked = |mark: CredentialMark| {
        let case = cases.iter().find(|case| case.credential == mark)?;
        let ResponseBody { response, content } = case.response;
        match responses.get(response)?.status {
            Status::Code(code) if code >= 400 => Some((code, (response, Some(content)))),
            _ => None,
        }
    };
    let mut chosen = |found: Option<(u16, Suitable)>| {
        found.map(|(code, (response, content))| {
            let body = content.map(|content| RejectionBody {
                content,
                rejection: index(rejections, &responses[response].contents[content]),
            });
            RejectionStatus { code, response, body }
        })
    };
    let forbidden = suitable(responses, Status::Code(403)).map(|at| (403, at));
    let wrong = || marked(CredentialMark::Wrong).or_else(|| find(&[401, 403, 400]));
    RejectionStatuses {
        credential_missing: chosen(
            marked(CredentialMark::Missing).or_else(|| find(&[401, 403, 400])).filter(|_| secured),
        ),
        credential_wrong: chosen(wrong().filter(|_| secured)),
        credential_forbidden: chosen(forbidden.or_else(wrong).filter(|_| secured)),
        invalid: chosen(find(&[400, 422])),
        too_large: chosen(find(&[413, 400, 422])),
        media_type: chosen(find(&[415, 400, 422])),
    }
}

/// The index of a response, and of its content if it has a body.
type Suitable = (usize, Option<usize>);

/// Finds the response of a status that has no body or one with a place for a reason: JSON, else text.
fn suitable(responses: &[Response], status: Status) -> Option<Suitable> {
    let at = responses.iter().position(|response| response.status == status)?;
    let contents = &responses[at].contents;
    let of = |format: Format| contents.iter().position(|content| content.format == format);
    match contents.is_empty() {
        true => Some((at, None)),
        false => of(Format::Json).or_else(|| of(Format::Text)).map(|content| (at, Some(content))),
    }
}

/// Returns the index of the body with the type of a content. Adds the content if there is none.
fn index(rejections: &mut Vec<Rejection>, content: &ResponseContent) -> usize {
    rejections.iter().position(|rejection| rejection.ty == content.ty).unwrap_or_else(|| {
        rejections.push(Rejection { ty: content.ty.clone(), sample: content.sample.clone().unwrap_or_default() });
        rejections.len() - 1
    })
}
