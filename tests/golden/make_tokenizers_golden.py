#!/usr/bin/env python3
"""Trains small tokenizers with the reference library and writes what it cuts hard cases into.

Writes tests/data/tokenizers/NAME.json and hard_cases.json (texts, and for each tokenizer the ids and
offsets in characters). Training in another version gives other vocabularies: keep the committed
files unless a part is added.

Usage: make_tokenizers_golden.py [--keep]     --keep reads the tokenizers instead of training them
Needs: pip install tokenizers==0.23.3 sentencepiece==0.2.3
"""
import base64
import json
import pathlib
import sys
import tempfile

import sentencepiece
import tokenizers
from tokenizers import (AddedToken, Regex, Tokenizer, models, normalizers, pre_tokenizers,
                        processors, trainers)

OUT = pathlib.Path(__file__).parent.parent / "data" / "tokenizers"

SENTENCES = """
The lighthouse keeper wrote a letter every evening, and every morning the gulls had eaten it.
She didn't know whether the bridge would hold; they'd crossed it 12 times in 1987 without a sound.
Students who read for twenty minutes a day learn about 1,800 new words, teachers say.
I'm sure we're going to finish, you've seen the plan, he'll bring it, and it's what I'd do.
“Why,” asked Zoë, “does the café close at 6 o’clock?” — naïve question, no answer…
In the small town of Überlingen the baker sells 300 rolls, 45 loaves and one very old cake.
An essay needs a claim, reasons for the claim, and evidence that supports those reasons.
Der Leuchtturmwärter schrieb jeden Abend einen Brief. Les élèves lisent beaucoup à l'école.
Дети читают книги каждый день. Η γάτα κοιμάται. 子供たちは毎日本を読む。学生每天读书。 안녕하세요 여러분.
الطلاب يقرأون كل يوم. התלמידים קוראים בכל יום. छात्र हर दिन पढ़ते हैं। นักเรียนอ่านหนังสือ
Computers help; computers also distract. However, a computer is only as good as its reader!
The internet's biggest problem isn't speed: it's attention (and, perhaps, advertising).
If you ask me, unhappiness, carelessness and forgetfulness are three sides of one coin.
Some say 3.14 is enough; others want 3.14159265358979 and a proof, please :-)
""".strip().split("\n")

TEXTS = SENTENCES + [
    "", " ", "a", "  two  spaces  ", "\t\tTabs\tand\r\nlines\rand\n\n\nmore \n ", "x" * 150,
    "supercalifragilisticexpialidocious" * 8, "é" * 101, "emoji 😀 👩‍👩‍👧‍👦 🏳️‍🌈 👍🏽 🇩🇪🇫🇷🇯🇵 ❤️",
    "combining e\u0301 a\u0323\u0301 a\u0301\u0323 \u0301start o\u0308\u0304\u0327 q\u0307\u0323",
    "中文和English混合。日本語テキスト、ｶﾀｶﾅ　全角ＡＢＣ１２３", "한국어 한글 \u1112\u1161\u11ab \uac00\u11a8 \u1100\u1161",
    "العربية مع أرقام ١٢٣ و‏RTL", "עברית עם נִקּוּד", "हिन्दी क्षत्रिय क्‍ष ক্ষ",
    "zero\u200bwidth\u200djoin\u2060er \ufeffbom soft\u00adhyphen", "ctrl \x01\x02\x1f\x7f\x80\x85\x9f end",
    "\ufffd replacement \ufffe\uffff noncharacters \U0010ffff", "I\u0307 İstanbul ı DİYARBAKIR ß ẞ ŉ ǰ ΐ",
    "ﬁ ﬂ ﬆ ﬀ ligatures ﷺ ㎏ ½ ² ™ ℃ Ⅷ", "it's IT'S 'S 'ſ 'LL 're'Ve''d x'tY O'Neil's",
    "a\u00a0b\u2003c\u3000d\u2028e\u2029f\u1680g\u180eh", "1234567890 1,234.56 ١٢٣٤ ½⅓ ⅷ ① 12ab34",
    "!?!?... --- ___ ::: [MASK] [CLS] <s> </s> <mask> <|end|>", "x<mask>y  <mask>  z\u3000<mask>\u3000",
    "Hello<|end|> <|end|>\n<|end|>", "word[NEW]word [NEW] new", " leading", "trailing ", "\n", "\r\n",
    "ÀÉÎÕÜ àéîõü ÅÅ Ǆ ǅ ǆ", "𝒜𝓑 𝟘𝟙 𐐀𐐨 𠀀𪛖", "a\u0300\u0315\u0300\u05ae\u0062 \u1e9b\u0323",
    "http://example.org/?q=1&r=2#frag me@example.org", "ends with space and mark \u0301",
    "<0x41> ▁under ▁▁ _low_", "™ first \x1e gone", "\u200b\u200b™", "\u200bstarts gone é", "a\u0338 ≠ =\u0338",
    "ஆங்கிலம் ไทย ລາວ ខ្មែរ မြန်မာ ქართული Հայերեն", "\U0001f1e6\U0001f1e7\U0001f1e8 \u2764\ufe0f\u200d\U0001f525",
]

LLAMA3 = (r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*"
          r"|\s*[\r\n]+|\s+(?!\S)|\s+")


def charsmap(rule):
    """SentencePiece's compiled map: a named rule, or a file of rules."""
    with tempfile.TemporaryDirectory() as folder:
        text = pathlib.Path(folder, "text")
        text.write_text("\n".join(SENTENCES * 3))
        options = {"normalization_rule_name": rule}
        if "\t" in rule:
            pathlib.Path(folder, "rules.tsv").write_text(rule)
            options = {"normalization_rule_tsv": f"{folder}/rules.tsv"}
        sentencepiece.SentencePieceTrainer.train(
            input=str(text), model_prefix=f"{folder}/m", vocab_size=300, hard_vocab_limit=False,
            minloglevel=2, **options)
        from sentencepiece import sentencepiece_model_pb2
        proto = sentencepiece_model_pb2.ModelProto()
        proto.ParseFromString(pathlib.Path(folder, "m.model").read_bytes())
        return proto.normalizer_spec.precompiled_charsmap


# Full-width letters, ligatures, marks composed, signs spelled out, others dropped.
RULES = "\n".join(
    [f"{0xff21 + i:X}\t{0x41 + i:X}" for i in range(26)] +
    ["FB01\t66 69", "2122\t54 4D", "65 301\tE9", "200B\t", "1E\t", "D A\t20", "A\t20", "9\t20",
     "3000\t20", "A0\t20", "1100 1161\tAC00", "BD\t31 2044 32"]) + "\n"


def trained(tokenizer, trainer):
    tokenizer.train_from_iterator(SENTENCES * 2, trainer)
    return tokenizer


def byte_level_bpe(**options):
    return trained(Tokenizer(models.BPE()), trainers.BpeTrainer(
        vocab_size=500, show_progress=False, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        **options))


def train():
    made = {}
    t = Tokenizer(models.WordLevel(unk_token="<unk>"))
    t.normalizer = normalizers.Sequence([normalizers.NFC(), normalizers.Lowercase()])
    t.pre_tokenizer = pre_tokenizers.Whitespace()
    made["wordlevel"] = trained(t, trainers.WordLevelTrainer(
        special_tokens=["<pad>", "<unk>"], show_progress=False))

    for name, lower in (("bert", True), ("bert_cased", False)):
        t = Tokenizer(models.WordPiece(unk_token="[UNK]"))
        t.normalizer = normalizers.BertNormalizer(lowercase=lower)
        t.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
        trained(t, trainers.WordPieceTrainer(vocab_size=500, show_progress=False, special_tokens=[
            "[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]))
        t.add_tokens([AddedToken("[NEW]", single_word=True, normalized=True)])
        t.post_processor = processors.TemplateProcessing(
            single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1",
            special_tokens=[("[CLS]", 2), ("[SEP]", 3)])
        if not lower:
            t.post_processor = processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))
        made[name] = t

    t = Tokenizer(models.BPE())
    t.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    t.post_processor = processors.ByteLevel(trim_offsets=False)
    alphabet = dict(initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False)
    made["gpt2"] = trained(t, trainers.BpeTrainer(
        vocab_size=500, special_tokens=["<|end|>"], **alphabet))

    t = Tokenizer(models.BPE())
    t.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=True)
    trained(t, trainers.BpeTrainer(vocab_size=500, special_tokens=[
        "<s>", "<pad>", "</s>", "<unk>", AddedToken("<mask>", lstrip=True, normalized=False)],
        **alphabet))
    t.post_processor = processors.RobertaProcessing(("</s>", 2), ("<s>", 0))
    made["roberta"] = t

    t = Tokenizer(models.BPE(ignore_merges=True))
    t.pre_tokenizer = pre_tokenizers.Sequence([
        pre_tokenizers.Split(Regex(LLAMA3), "isolated"),
        pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)])
    trained(t, trainers.BpeTrainer(vocab_size=500, special_tokens=["<s>", "<|end|>"], **alphabet))
    t.post_processor = processors.Sequence([
        processors.ByteLevel(add_prefix_space=True, trim_offsets=True),
        processors.TemplateProcessing(single="<s> $A", pair="<s> $A <s>:1 $B:1",
                                      special_tokens=[("<s>", 0)])])
    made["llama3"] = t

    t = Tokenizer(models.BPE())
    t.pre_tokenizer = pre_tokenizers.Sequence([
        pre_tokenizers.Digits(individual_digits=True),
        pre_tokenizers.ByteLevel(add_prefix_space=False)])
    made["smollm2"] = trained(t, trainers.BpeTrainer(
        vocab_size=500, special_tokens=["<|end|>"], **alphabet))

    t = Tokenizer(models.Unigram())
    t.normalizer = normalizers.Sequence([
        normalizers.Strip(), normalizers.Precompiled(charsmap(RULES)),
        normalizers.Replace(Regex(" {2,}"), " ")])
    t.pre_tokenizer = pre_tokenizers.Metaspace()
    trained(t, trainers.UnigramTrainer(vocab_size=400, show_progress=False, unk_token="[UNK]",
                                       special_tokens=["[PAD]", "[CLS]", "[SEP]", "[UNK]"]))
    t.add_special_tokens(["[MASK]"])
    t.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1",
        special_tokens=[("[CLS]", 1), ("[SEP]", 2)])
    made["deberta"] = t

    t = Tokenizer(models.BPE(byte_fallback=True, fuse_unk=True, unk_token="<unk>"))
    t.normalizer = normalizers.Sequence([normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")])
    trained(t, trainers.BpeTrainer(
        vocab_size=700, show_progress=False, limit_alphabet=60,
        special_tokens=["<unk>", "<s>"] + [f"<0x{b:02X}>" for b in range(128)]))
    made["llama2"] = t

    t = Tokenizer(models.BPE(unk_token="<unk>", fuse_unk=False, end_of_word_suffix="</w>"))
    t.normalizer = normalizers.Sequence([
        normalizers.Nmt(), normalizers.NFKC(), normalizers.NFD(), normalizers.StripAccents(),
        normalizers.Strip(True, False)])
    t.pre_tokenizer = pre_tokenizers.Sequence([
        pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Punctuation("merged_with_previous"),
        pre_tokenizers.Digits(individual_digits=False)])
    made["suffix"] = trained(t, trainers.BpeTrainer(
        vocab_size=400, show_progress=False, special_tokens=["<unk>"], limit_alphabet=60,
        end_of_word_suffix="</w>"))

    t = Tokenizer(models.Unigram())
    t.normalizer = normalizers.NFKD()
    t.pre_tokenizer = pre_tokenizers.Sequence([
        pre_tokenizers.Split("e", "merged_with_next"),
        pre_tokenizers.Metaspace(prepend_scheme="first", split=False)])
    trained(t, trainers.UnigramTrainer(
        vocab_size=400, show_progress=False, unk_token="<unk>",
        special_tokens=["<unk>"] + [f"<0x{b:02X}>" for b in range(256)]))
    model = json.loads(t.to_str())
    model["model"]["byte_fallback"] = True
    made["unigram_bytes"] = Tokenizer.from_str(json.dumps(model))
    return made


def main():
    OUT.mkdir(parents=True, exist_ok=True)
    if "--keep" not in sys.argv:
        for name, tokenizer in train().items():
            (OUT / f"{name}.json").write_text(tokenizer.to_str(pretty=False) + "\n")
    golden = {"reference": f"tokenizers {tokenizers.__version__}", "texts": TEXTS, "tokenizers": {}}
    for path in sorted(OUT.glob("*.json")):
        if path.stem == "hard_cases":
            continue
        tokenizer = Tokenizer.from_file(str(path))
        golden["tokenizers"][path.stem] = [
            {"ids": e.ids, "offsets": e.offsets, "special": e.special_tokens_mask}
            for e in map(tokenizer.encode, TEXTS)]
    (OUT / "hard_cases.json").write_text(json.dumps(golden, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
