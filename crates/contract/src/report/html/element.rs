//! HTML text.

/// Text in HTML, also in attributes in double quotes. Control characters other than line breaks and tabs are not allowed in HTML
/// and become U+FFFD.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\n' | '\t' => out.push(c),
            // Characters that change the direction of the text after them would hide what a response contains.
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => out.push('\u{fffd}'),
            c if c.is_control() => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

/// An element with text.
pub(super) fn tag(name: &str, text: &str) -> String {
    format!("<{name}>{}</{name}>", escaped(text))
}

/// A block of text in a fixed-width font, cut after `most` characters.
pub(super) fn block(text: &str, most: usize) -> String {
    let total = text.chars().count();
    let shown: String = text.chars().take(most).collect();
    let more = if total > most { format!("\n… {} more characters", total - most) } else { String::new() };
    format!("<pre>{}</pre>\n", escaped(&format!("{shown}{more}")))
}

/// The number of cases of an entry.
pub(super) fn count(count: usize) -> String {
    let word = if count == 1 { "case" } else { "cases" };
    format!("<span class=\"count\">{count} {word}</span>")
}

#[cfg(test)]
mod tests {
    use super::{block, escaped};

    #[test]
    fn text_cannot_become_markup() {
        assert_eq!(
            escaped("<script a='b' c=\"d\">&\u{0}\u{202e}\n"),
            "&lt;script a=&#39;b&#39; c=&quot;d&quot;&gt;&amp;\u{fffd}\u{fffd}\n"
        );
        assert_eq!(block("äbc", 2), "<pre>äb\n… 1 more characters</pre>\n");
    }
}
