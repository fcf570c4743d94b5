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
