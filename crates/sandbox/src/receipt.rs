//! Receipts with new ids in the published format.

use password_otp_server::types::{OtpReceipt, PasswordResetOtpResponse};

/// A receipt with random ids: `AC` and 32 hexadecimal digits, `SM` and 16. The published example shows `X` for each digit.
/// The document marks both ids `x-volatile`.
#[allow(clippy::expect_used, reason = "all required properties are set")]
pub fn receipt() -> OtpReceipt {
    let account_sid = format!("AC{:032X}", fastrand::u128(..));
    let receipt = OtpReceipt::builder().account_sid(account_sid).sid(format!("SM{:016X}", fastrand::u64(..)));
    receipt.build().expect("all required properties are set")
}

/// The response for a message with this receipt.
#[allow(clippy::expect_used, reason = "all required properties are set")]
pub fn posted(receipt: OtpReceipt) -> PasswordResetOtpResponse {
    let posted = PasswordResetOtpResponse::builder().is_posted(true).data(receipt);
    posted.build().expect("all required properties are set")
}

#[cfg(test)]
mod tests {
    use super::receipt;

    /// The published example has `AC` with 32 digits and `SM` with 16.
    #[test]
    fn ids_are_in_the_published_format_and_new_each_time() {
        let (one, other) = (receipt(), receipt());
        for (id, prefix, digits) in [(&one.account_sid, "AC", 32), (&one.sid, "SM", 16)] {
            let rest = id.strip_prefix(prefix).unwrap_or_default();
            assert!(rest.len() == digits && rest.bytes().all(|byte| byte.is_ascii_hexdigit()), "{id}");
        }
        assert!(one.account_sid != other.account_sid && one.sid != other.sid);
    }
}
