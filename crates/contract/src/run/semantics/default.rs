//! The default of a parameter.

use super::{CHANGES, Comparison, Session, json};
use crate::kind::ViolationKind;
use crate::transport::Transport;

impl<T: Transport> Session<'_, '_, T> {
    /// Compares the response to a request without a parameter with that to one with its default.
    pub(super) async fn default(&mut self, parameter: usize) -> Result<Comparison, Comparison> {
        let parameters = &self.derivation.operation.parameters;
        let Some(default) = parameters[parameter].default.clone() else { return Ok(Comparison::Same) };
        let without = json(&self.get(&[]).await?);
        let with = json(&self.get(&[(parameter, default)]).await?);
        if with == without {
            return Ok(Comparison::Same);
        }
        let again = json(&self.get(&[]).await?);
        let name = &parameters[parameter].wire;
        let message = format!(
            "expected the response to a request without `{name}` to equal that with its default, got another one"
        );
        Ok(match again == without {
            true => Comparison::Differs(ViolationKind::Default, message),
            false => Comparison::Open(CHANGES),
        })
    }
}
