//! Prints the character tables that the reference's parts use, each asked of the very crate that the
//! part asks, as the initialisers that src/text/tokenizer/unicode/ includes. They come from several
//! versions of Unicode; that is why ICU's tables would not do.
//!
//! Usage: unicode-tables TABLES_RS OUT_FOLDER, where TABLES_RS is unicode-segmentation's table file
//! (its classes are private).
use std::collections::BTreeMap;
use std::fmt::Write;
use unicode_categories::UnicodeCategories;
use unicode_normalization_alignments::char as norm;
use unicode_normalization_alignments::UnicodeNormalization;

fn all() -> impl Iterator<Item = char> {
    (0..=0x10ffffu32).filter_map(char::from_u32)
}

fn wrapped(items: impl IntoIterator<Item = String>) -> String {
    let mut out = String::new();
    let mut line = String::new();
    for item in items {
        if line.len() + item.len() + 1 > 100 {
            writeln!(out, "{}", line.trim_end()).unwrap();
            line.clear();
        }
        line.push_str(&item);
    }
    writeln!(out, "{}", line.trim_end()).unwrap();
    out
}

fn ranges(keep: impl Fn(char) -> bool) -> Vec<(u32, u32)> {
    let mut found: Vec<(u32, u32)> = vec![];
    for c in all().filter(|c| keep(*c)).map(|c| c as u32) {
        match found.last_mut() {
            // A range may run over the surrogates, which no text has.
            Some(last) if last.1 + 1 == c || (last.1 == 0xd7ff && c == 0xe000) => last.1 = c,
            _ => found.push((c, c)),
        }
    }
    found
}

fn regex_set(pattern: &str) -> impl Fn(char) -> bool {
    let re = regex::Regex::new(pattern).unwrap();
    move |c| re.is_match(c.encode_utf8(&mut [0; 4]))
}

fn onig_set(pattern: &str) -> impl Fn(char) -> bool {
    let re = onig::Regex::new(pattern).unwrap();
    move |c| re.find(c.encode_utf8(&mut [0; 4])).is_some()
}

fn decompositions(full: impl Fn(char) -> Vec<char>) -> Vec<String> {
    all()
        .filter(|c| !(0xac00..0xd7a4).contains(&(*c as u32)))
        .filter_map(|c| {
            let to = full(c);
            if to == [c] {
                return None;
            }
            let to: Vec<String> = to.iter().map(|d| format!("{:x}", *d as u32)).collect();
            Some(format!("{:x}={};", c as u32, to.join("+")))
        })
        .collect()
}

fn strings(name: &str, items: Vec<String>) -> String {
    let lines = wrapped(items);
    let quoted: Vec<String> = lines.lines().map(|l| format!("    \"{l}\"")).collect();
    format!("constexpr std::string_view {name}Table =\n{};\n", quoted.join("\n"))
}

fn main() {
    let args: Vec<String> = std::env::args().collect();
    let header = "// Made by tools/make-tokenizer-tables from the crates of tokenizers 0.23.2; do not edit.\n";

    let white = ranges(char::is_whitespace);
    assert_eq!(white, ranges(regex_set(r"\s")));
    assert_eq!(white, ranges(onig_set(r"\s")));
    let sets: Vec<(&str, Vec<(u32, u32)>)> = vec![
        ("kWhite", white),
        ("kWordRegex", ranges(regex_set(r"\w"))),
        ("kNumeric", ranges(char::is_numeric)),
        ("kPunctuation", ranges(|c| c.is_ascii_punctuation() || c.is_punctuation())),
        ("kOther", ranges(|c| c.is_other())),
        ("kNonspacingMark", ranges(|c| c.is_mark_nonspacing())),
        ("kCombiningMark", ranges(norm::is_combining_mark)),
        ("kLetterRegex", ranges(onig_set(r"\p{L}"))),
        ("kNumberRegex", ranges(onig_set(r"\p{N}"))),
    ];
    let mut out = header.to_string();
    for (name, set) in &sets {
        let items = set.iter().map(|(a, b)| {
            if a == b { format!("{a:x};") } else { format!("{a:x}-{b:x};") }
        });
        out += &strings(name, items.collect());
    }
    std::fs::write(format!("{}/sets.inc", args[2]), out).unwrap();

    let mut out = header.to_string();
    out += &strings("kLowercase", decompositions(|c| c.to_lowercase().collect()));
    std::fs::write(format!("{}/lowercase.inc", args[2]), out).unwrap();

    let canonical = |c: char| {
        let mut to = vec![];
        norm::decompose_canonical(c, |d| to.push(d));
        to
    };
    let compatible = |c: char| {
        let mut to = vec![];
        norm::decompose_compatible(c, |d| to.push(d));
        to
    };
    let mut classes: BTreeMap<u8, Vec<(u32, u32)>> = BTreeMap::new();
    for class in 1..=255u8 {
        let set = ranges(|c| norm::canonical_combining_class(c) == class);
        if !set.is_empty() {
            classes.insert(class, set);
        }
    }
    let composed: Vec<String> = all()
        .filter(|c| !(0xac00..0xd7a4).contains(&(*c as u32)))
        .filter_map(|c| {
            let full = canonical(c);
            let (last, rest) = full.split_last()?;
            let first: Vec<char> = rest.iter().copied().nfc().map(|(d, _)| d).collect();
            if first.len() == 1 && norm::compose(first[0], *last) == Some(c) {
                return Some(format!("{:x}={:x}+{:x};", c as u32, first[0] as u32, *last as u32));
            }
            None
        })
        .collect();
    let mut out = header.to_string();
    out += &strings("kCanonical", decompositions(canonical));
    let only_compatible = decompositions(|c| {
        let to = compatible(c);
        if to == canonical(c) { vec![c] } else { to }
    });
    out += &strings("kCompatible", only_compatible);
    out += &strings("kCompositions", composed);
    let class_items = classes.iter().flat_map(|(class, set)| {
        set.iter().map(move |(a, b)| format!("{a:x}-{b:x}={class:x};"))
    });
    out += &strings("kCombiningClasses", class_items.collect());
    std::fs::write(format!("{}/normalization.inc", args[2]), out).unwrap();

    let source = std::fs::read_to_string(&args[1]).unwrap();
    let from = source.find("const grapheme_cat_table").unwrap();
    let to = from + source[from..].find("];").unwrap();
    let entry =
        regex::Regex::new(r"\('\\u\{([0-9a-f]+)\}',\s*'\\u\{([0-9a-f]+)\}',\s*GC_(\w+)\)").unwrap();
    let mut items: Vec<String> = vec![];
    for m in entry.captures_iter(&source[from..to]) {
        if &m[3] == "LV" || &m[3] == "LVT" {
            continue; // Hangul syllables go by arithmetic.
        }
        items.push(format!("{}-{}={};", &m[1], &m[2], &m[3]));
    }
    let from = source.find("const InCB_Extend_table").unwrap();
    let to = from + source[from..].find("];").unwrap();
    let pair = regex::Regex::new(r"\('\\u\{([0-9a-f]+)\}',\s*'\\u\{([0-9a-f]+)\}'\)").unwrap();
    let extend: Vec<String> = pair
        .captures_iter(&source[from..to])
        .map(|m| format!("{}-{};", &m[1], &m[2]))
        .collect();
    let from = source.find("pub fn is_incb_linker").unwrap();
    let to = from + source[from..].find('}').unwrap();
    let to = to + source[to..].find("\n}").unwrap();
    let one = regex::Regex::new(r"'\\u\{([0-9A-Fa-f]+)\}'").unwrap();
    let linkers: Vec<String> = one
        .captures_iter(&source[from..to])
        .map(|m| format!("{};", m[1].to_lowercase()))
        .collect();
    let mut out = header.to_string();
    out += &strings("kGraphemeClasses", items);
    out += &strings("kConjunctExtend", extend);
    out += &strings("kConjunctLinker", linkers);
    std::fs::write(format!("{}/graphemes.inc", args[2]), out).unwrap();
}
