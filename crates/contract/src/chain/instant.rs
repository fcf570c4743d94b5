//! Instants of date-times (RFC 3339 section 5.6).

/// The seconds since 0000-03-01 in UTC, and the digits of the fraction without zeros at their end. `None` for a text that is not a
/// date-time with an offset.
pub(crate) fn instant(text: &str) -> Option<(i64, &str)> {
    let number = |range: std::ops::Range<usize>| -> Option<i64> {
        let part = text.get(range)?;
        part.bytes().all(|byte| byte.is_ascii_digit()).then(|| part.parse().ok())?
    };
    let has = |at: usize, bytes: &[u8]| text.as_bytes().get(at).is_some_and(|byte| bytes.contains(byte));
    if !(has(4, b"-") && has(7, b"-") && has(10, b"Tt ") && has(13, b":") && has(16, b":")) {
        return None;
    }
    let (year, month, day) = (number(0..4)?, number(5..7)?, number(8..10)?);
    let (hour, minute, second) = (number(11..13)?, number(14..16)?, number(17..19)?);
    let rest = text.get(19..)?;
    let fraction = rest.strip_prefix('.').unwrap_or_default();
    let end = fraction.find(|digit: char| !digit.is_ascii_digit()).unwrap_or(fraction.len());
    let (fraction, zone) = if rest.starts_with('.') { fraction.split_at(end) } else { ("", rest) };
    let offset = match zone {
        "Z" | "z" => 0,
        _ => {
            let sign = if zone.starts_with('-') { -1 } else { 1 };
            let (hours, minutes) = zone.strip_prefix(['+', '-'])?.split_once(':')?;
            sign * (i64::from(hours.parse::<u8>().ok()?) * 60 + i64::from(minutes.parse::<u8>().ok()?))
        }
    };
    // Years begin in March, so that the leap day is the last one.
    let years = if month < 3 { year - 1 } else { year };
    let months = (month + 9) % 12;
    let days = years * 365 + years.div_euclid(4) - years.div_euclid(100)
        + years.div_euclid(400)
        + (months * 153 + 2) / 5
        + day
        - 1;
    let seconds = days * 86_400 + (hour * 60 + minute - offset) * 60 + second;
    Some((seconds, fraction.trim_end_matches('0')))
}

#[cfg(test)]
mod tests {
    use super::instant;

    /// RFC 3339 section 5.8 has the first two examples and says that they are the same instant; so it says of the next two, which are a
    /// leap second.
    #[test]
    fn offsets_do_not_matter() {
        let same = [
            ("1996-12-19T16:39:57-08:00", "1996-12-20T00:39:57Z"),
            ("1990-12-31T23:59:60Z", "1990-12-31T15:59:60-08:00"),
            ("2020-03-01T00:30:00+05:30", "2020-02-29T19:00:00.000z"),
            ("2020-01-31T12:00:00.5Z", "2020-01-31t12:00:00.500+00:00"),
        ];
        for (one, other) in same {
            assert_eq!(instant(one), instant(other), "{one}");
            assert!(instant(one).is_some(), "{one}");
        }
        let different = [
            ("2020-01-31T23:30:00+05:30", "2020-01-31T23:30:00Z"),
            ("2020-01-31T12:00:00Z", "2020-01-31T12:00:01Z"),
            ("2019-02-28T23:59:59Z", "2019-03-02T00:00:00Z"),
        ];
        for (one, other) in different {
            assert_ne!(instant(one), instant(other), "{one}");
        }
        assert_eq!(instant("2020-01-31T12:00:00"), None);
        assert_eq!(instant("2020-01-31"), None);
        assert_eq!(instant("2020-01-31T12:00:00+9223372036854775807:00"), None);
    }
}
