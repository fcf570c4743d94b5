//! Fuzz targets with the inputs that are committed, among which are all that once failed. `tests/fuzz/run` looks for others.

#[test]
fn committed_inputs_pass() {
    for (name, target) in fuzz::TARGETS {
        let inputs = crate::generate::tree(&fuzz::corpus(name));
        assert!(!inputs.is_empty(), "tests/fuzz/corpus/{name} has an input");
        for (file, input) in inputs {
            println!("{name}/{file}");
            target(&input);
        }
    }
}
