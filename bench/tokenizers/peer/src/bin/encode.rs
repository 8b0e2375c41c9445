//! Encodes texts with the reference library on one thread, as often as it is told, and prints what
//! tokenizers_bench prints: for each way of encoding the CPU time of the fastest pass.
//!
//! Usage: encode TOKENIZER_JSON TEXTS_JSONL PASSES
//! The ways are those that its users have: `fast` gives ids without offsets, `bytes` offsets in bytes
//! (what ours gives), `chars` offsets in characters (what Python's encode gives).
use tokenizers::{Encoding, Tokenizer};

fn cpu_seconds() -> f64 {
    let mut now = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    assert_eq!(unsafe { libc::clock_gettime(libc::CLOCK_THREAD_CPUTIME_ID, &mut now) }, 0);
    now.tv_sec as f64 + now.tv_nsec as f64 * 1e-9
}

/// FNV-1a over ids and offsets as 32-bit words, so that both sides' answers can be compared.
fn digest(encodings: &[Encoding]) -> u64 {
    let mut hash = 0xcbf29ce484222325u64;
    let mut add = |word: u32| hash = (hash ^ u64::from(word)).wrapping_mul(0x100000001b3);
    for encoding in encodings {
        encoding.get_ids().iter().for_each(|&id| add(id));
        encoding.get_offsets().iter().for_each(|&(a, b)| {
            add(a as u32);
            add(b as u32)
        });
    }
    hash
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [tokenizer, texts, passes] = arguments.as_slice() else {
        panic!("encode TOKENIZER_JSON TEXTS_JSONL PASSES")
    };
    // The parallel iterators of the library are not used by encode; this keeps them out by name.
    std::env::set_var("TOKENIZERS_PARALLELISM", "false");
    let mut tokenizer = Tokenizer::from_file(tokenizer).unwrap();
    tokenizer.with_truncation(None).unwrap();
    tokenizer.with_padding(None);
    let texts: Vec<String> = std::fs::read_to_string(texts)
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let passes: usize = passes.parse().unwrap();
    type Way = fn(&Tokenizer, &str) -> Encoding;
    let ways: [(&str, Way); 3] = [
        ("fast", |t, text| t.encode_fast(text, true).unwrap()),
        ("bytes", |t, text| t.encode(text, true).unwrap()),
        ("chars", |t, text| t.encode_char_offsets(text, true).unwrap()),
    ];
    let mut seconds = serde_json::Map::new();
    let mut hash = 0;
    let mut tokens = 0;
    for (name, way) in ways {
        let mut best = f64::INFINITY;
        for _ in 0..=passes {
            let start = cpu_seconds();
            let encodings: Vec<Encoding> = texts.iter().map(|text| way(&tokenizer, text)).collect();
            best = best.min(cpu_seconds() - start);
            if name == "bytes" {
                hash = digest(&encodings);
                tokens = encodings.iter().map(|e| e.get_ids().len()).sum();
            }
        }
        seconds.insert(name.into(), best.into());
    }
    println!(
        "{}",
        serde_json::json!({"seconds": seconds, "tokens": tokens, "digest": format!("{hash:016x}")})
    );
}
