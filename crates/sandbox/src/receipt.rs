//! Receipts with new ids in the published format.

use password_otp_server::types::OtpReceipt;

/// A receipt with random ids: `AC` and 32 hexadecimal digits, `SM` and 16. The published example shows `X` for each digit.
/// The document marks both ids `x-volatile`.
pub fn receipt() -> OtpReceipt {
    OtpReceipt { account_sid: format!("AC{:032X}", fastrand::u128(..)), sid: format!("SM{:016X}", fastrand::u64(..)) }
}
