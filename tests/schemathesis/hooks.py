"""What the document's format `e164` means to Schemathesis, which knows the formats of JSON Schema only."""

import schemathesis
from hypothesis import strategies as st

# ITU-T E.164: an assigned country code (here some of one, two and three digits), and digits up to 15 in all.
schemathesis.openapi.format("e164", st.from_regex(r"\A\+(1|7|44|49|86|353|971)[1-9][0-9]{5,10}\Z"))
