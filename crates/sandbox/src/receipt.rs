//! Ids of receipts: of the published shape, and never the same twice.

use password_otp_server::types::OtpReceipt;

/// A receipt as it is published: `AC` and 32 characters, `SM` and 16. Published as rows of X; here they are random
/// hexadecimal digits. Both ids are new, for the document marks both `x-volatile`.
pub fn receipt() -> OtpReceipt {
    OtpReceipt { account_sid: format!("AC{:032X}", fastrand::u128(..)), sid: format!("SM{:016X}", fastrand::u64(..)) }
}
