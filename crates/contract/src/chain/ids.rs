//! Ids in bodies: those of other resources stay, and UUIDs of new resources are new.

use serde_json::Value;

use super::replace::mixed;
use crate::fresh::names_another;

/// Takes back the changes of UUIDs from examples, and of integers in properties such as `room_id`: they may be ids of resources that exist.
/// UUIDs of which `is_own` is true, by their path, must be unique, and become new ones.
pub(super) fn keep_ids(
    shown: &Value,
    fresh: &mut Value,
    serial: u64,
    is_own: &dyn Fn(&[String]) -> bool,
    path: &mut Vec<String>,
) {
    match (shown, fresh) {
        (Value::Object(shown), Value::Object(fresh)) => {
            for (name, part) in fresh {
                let Some(shown) = shown.get(name) else { continue };
                path.push(name.clone());
                keep_ids(shown, part, serial, is_own, path);
                path.pop();
            }
        }
        (Value::Array(shown), Value::Array(fresh)) => {
            for (index, (shown, part)) in shown.iter().zip(fresh).enumerate() {
                path.push(index.to_string());
                keep_ids(shown, part, serial, is_own, path);
                path.pop();
            }
        }
        (Value::String(shown), Value::String(fresh)) if is_uuid(shown) && is_uuid(fresh) && shown != fresh => {
            if is_own(path) {
                *fresh = uuid(serial);
            } else if !shown.starts_with(GENERATED_UUID) {
                fresh.clone_from(shown);
            }
        }
        (Value::Number(shown), Value::Number(fresh))
            if path.last().is_some_and(|name| names_another(name)) && !is_own(path) =>
        {
            fresh.clone_from(shown);
        }
        _ => {}
    }
}

/// The start of the UUIDs that the runner generates without an example.
const GENERATED_UUID: &str = "00000000-0000-4000-8000-";

/// Whether a text has the form of a UUID (RFC 9562 section 4).
fn is_uuid(text: &str) -> bool {
    let is_fit = |(at, byte): (usize, u8)| match at {
        8 | 13 | 18 | 23 => byte == b'-',
        _ => byte.is_ascii_hexdigit(),
    };
    text.len() == 36 && text.bytes().enumerate().all(is_fit)
}

/// A UUID of version 4 (RFC 9562 section 5.4), another one for each serial number.
pub(super) fn uuid(serial: u64) -> String {
    let (high, low) = (mixed(serial), mixed(!serial));
    let parts =
        (high >> 32, (high >> 16) & 0xffff, high & 0xfff, (low >> 48) & 0x3fff | 0x8000, low & 0xffff_ffff_ffff);
    format!("{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}", parts.0, parts.1, parts.2, parts.3, parts.4)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{is_uuid, keep_ids, uuid};

    #[test]
    fn uuids_of_examples_stay_and_own_ids_are_new() {
        let shown = json!({
            "id": "5f0c2d7e-1111-4222-8333-abcdefabcdef",
            "owner": {"key": "6f0c2d7e-1111-4222-8333-abcdefabcdef"},
            "made": "00000000-0000-4000-8000-000000000000",
            "roomId": 1,
            "seats": 1,
        });
        let varied = json!({
            "id": "5f0c2d7e-1111-4222-8333-abcd00000001",
            "owner": {"key": "6f0c2d7e-1111-4222-8333-abcd00000002"},
            "made": "00000000-0000-4000-8000-000000000003",
            "roomId": 315,
            "seats": 316,
        });
        let mut fresh = varied.clone();
        keep_ids(&shown, &mut fresh, 7, &|path| path == ["id"], &mut Vec::new());
        assert_eq!(fresh["owner"], shown["owner"]);
        assert_eq!(fresh["made"], varied["made"]);
        assert_eq!((&fresh["roomId"], &fresh["seats"]), (&shown["roomId"], &varied["seats"]));
        assert_eq!(fresh["id"], uuid(7));
        let version: Vec<String> = [7, 8].map(uuid).into();
        assert!(version.iter().all(|uuid| is_uuid(uuid) && uuid.as_bytes()[14] == b'4'), "{version:?}");
        assert!(version.iter().all(|uuid| matches!(uuid.as_bytes()[19], b'8'..=b'9' | b'a'..=b'b')), "{version:?}");
        assert_ne!(version[0], version[1]);
    }
}
