//! A hash that is the same in every run, on every machine and in every version of Rust.

/// The hash of some texts, as 16 hexadecimal digits: FNV-1a with 64 bits (<http://www.isthe.com/chongo/tech/comp/fnv/>). A zero byte
/// separates the texts.
pub(crate) fn hash<'t>(texts: impl IntoIterator<Item = &'t str>) -> String {
    let bytes = texts.into_iter().flat_map(|text| text.bytes().chain([0]));
    let hash = bytes
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3));
    format!("{hash:016x}")
}

#[cfg(test)]
mod tests {
    use super::hash;

    #[test]
    fn the_hash_of_no_text_is_the_offset_basis() {
        // The value that the authors of FNV publish.
        assert_eq!(hash([]), "cbf29ce484222325");
        assert_ne!(hash(["ab", "c"]), hash(["a", "bc"]));
    }
}
