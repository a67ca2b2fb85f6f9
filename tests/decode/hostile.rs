//! Bodies made to be slow to read, or to take much memory.

/// A body of about `size` bytes for each class, by its name.
pub fn bodies(size: usize) -> Vec<(&'static str, Vec<u8>)> {
    let list = |element: &str| {
        let count = size / (element.len() + 1);
        unknown(format!("[{}]", vec![element; count].join(",")))
    };
    let members = |member: fn(usize) -> String| {
        let count = size / (member(size).len() + 1);
        let members: Vec<String> = (0..count).map(member).collect();
        format!("{{{}}}", members.join(","))
    };
    let nested = |depth: usize, open: &str, close: &str| {
        format!("{}0{}", open.repeat(depth), close.repeat(depth))
    };
    let of_sessions = |element: &str| {
        let count = size / (element.len() + 1);
        format!(
            r#"{{"request_id":"r","sessions":[{}]}}"#,
            vec![element; count].join(",")
        )
    };
    let text = |part: &str| unknown(format!(r#""{}""#, part.repeat(size / part.len())));
    let bodies = [
        ("nesting of lists", unknown(nested(size / 2, "[", "]"))),
        (
            "nesting of objects",
            unknown(nested(size / 6, r#"{"a":"#, "}")),
        ),
        ("nesting to the limit", list(&nested(120, "[", "]"))),
        (
            "nesting in known fields",
            of_sessions(&nested(1000, r#"{"results":["#, "]}")),
        ),
        ("width of unknown fields", list("[]")),
        ("width of values set aside", of_sessions("8")),
        ("width of small objects", list(r#"{"a":{}}"#)),
        ("escapes of characters", text(r"\n")),
        ("escapes by number", text(r"\u00e9")),
        (
            "escapes in keys",
            unknown(members(|at| format!(r#""\n{at:09}":0"#))),
        ),
        (
            "magic key of raw values",
            list(r#"{"$serde_json::private::RawValue":"[[]]"}"#),
        ),
        (
            "magic key of numbers",
            list(r#"{"$serde_json::private::Number":"1"}"#),
        ),
        ("numbers of one digit", list("7")),
        ("numbers of many digits", list("12345678901234567.89")),
        ("numbers of seventeen digits", list("0.12345678901234567")),
        ("numbers past an integer", list("18446744073709551617")),
        ("numbers past a float", list("1e400")),
        ("numbers past a float in lists", list("[1e400]")),
        ("numbers below a float", list("1e-400")),
        ("numbers with an exponent", list("1.5e3")),
        ("one long number", unknown("7".repeat(size))),
        ("Unicode of four bytes", text("\u{1F600}")),
        ("Unicode of lone surrogates", list(r#""\ud800""#)),
        ("Unicode of surrogate pairs", text(r"\ud83d\ude00")),
        (
            "duplicates of an unknown field",
            members(|_| r#""a":0"#.to_owned()),
        ),
        (
            "duplicates of a known field",
            members(|_| r#""request_id":"r""#.to_owned()),
        ),
        ("unknown fields", members(|at| format!(r#""{at:09}":0"#))),
        (
            "one long name",
            format!(r#"{{"{}":1e400}}"#, "n".repeat(size)),
        ),
        ("white space", unknown(" \n".repeat(size / 2) + "0")),
        (
            "times without a zone",
            of_sessions(r#"{"session_start_time":"2024-05-17 08:00:00.5"}"#),
        ),
        (
            "times that are none",
            of_sessions(r#"{"session_start_time":"2024-05-17T"}"#),
        ),
        (
            "times of many digits",
            of_sessions(&format!(
                r#"{{"session_start_time":"2024-05-17T08:00:00.{}"}}"#,
                "1".repeat(1000)
            )),
        ),
    ];
    let bodies = bodies.map(|(class, body)| (class, body.into_bytes()));
    // Latin-1 is not valid UTF-8.
    let latin_1 = list("\"caf\u{1}\"").into_bytes();
    let latin_1 = latin_1.iter().map(|byte| match byte {
        1 => 0xE9,
        byte => *byte,
    });
    let mark = b"\xEF\xBB\xBF".to_vec();
    let encodings = [
        (
            "encoding with a byte order mark",
            [mark, list("\"a\"").into_bytes()].concat(),
        ),
        ("encoding in Latin-1", latin_1.collect()),
    ];
    bodies.into_iter().chain(encodings).collect()
}

/// A body with this value in a field that is not documented.
fn unknown(value: String) -> String {
    format!(r#"{{"request_id":"r","new":{value}}}"#)
}

/// A session whose key has a meaning for serde_json's `Value`: it would read the text behind it as
/// another body, without a limit to its depth.
pub fn reserved_key(depth: usize) -> String {
    let open = r#"{"$serde_json::private::RawValue":""#;
    let text = "[".repeat(depth) + &"]".repeat(depth);
    format!(r#"{{"request_id": "r", "new": {open}{text}"}}}}"#)
}
