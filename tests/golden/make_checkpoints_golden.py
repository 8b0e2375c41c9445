#!/usr/bin/env python3
"""Makes the tiny random checkpoints of tests/golden/checkpoints and what the reference says of them.

The reference is transformers 4.35 on torch, fp32, one input at a time. The checkpoints are random:
no weight was trained. Run it only to add a checkpoint; another version of the libraries may round
otherwise, and the tests compare with what is committed.

Needs Debian's python3-torch; run it by the interpreter that tools/reference-python prints.

Usage: make_checkpoints_golden.py FOLDER [NAME...]
"""
import json
import math
import pathlib
import sys

import torch
import transformers as tf
from safetensors.torch import save_file


def randomise(model, seed):
    """Weights large enough that every part of the model moves the logits."""
    generator = torch.Generator().manual_seed(seed)
    for name, p in sorted(model.named_parameters()):
        noise = torch.randn(p.shape, generator=generator)
        if p.dim() == 1:
            norm = "norm" in name.lower() or ".ln_" in name
            p.data = 1 + 0.2 * noise if norm and name.endswith("weight") else 0.2 * noise
        elif "embed" in name or "wte" in name or "wpe" in name:
            p.data = 0.7 * noise
        else:
            p.data = 1.3 * noise / math.sqrt(p.shape[-1])


def llama3_frequencies(base, head, scaling):
    """The published scaling of Llama 3.1, by wavelength."""
    f = 1.0 / (base ** (torch.arange(0, head, 2).float() / head))
    wavelength = 2 * math.pi / f
    original = scaling["original_max_position_embeddings"]
    low, high = scaling["low_freq_factor"], scaling["high_freq_factor"]
    smooth = (original / wavelength - low) / (high - low)
    between = (1 - smooth) * f / scaling["factor"] + smooth * f
    return torch.where(wavelength > original / low, f / scaling["factor"],
                       torch.where(wavelength < original / high, f, between))


def scale_llama(model, scaling):
    config = model.config
    for layer in model.model.layers:
        rotary = layer.self_attn.rotary_emb
        rotary.inv_freq = llama3_frequencies(
            config.rope_theta, config.hidden_size // config.num_attention_heads, scaling)
        rotary._set_cos_sin_cache(config.max_position_embeddings, torch.device("cpu"),
                                  torch.float32)


ENCODER = dict(vocab_size=61, hidden_size=32, num_hidden_layers=2, num_attention_heads=4,
               intermediate_size=40, max_position_embeddings=48)
LLAMA3 = {"rope_type": "llama3", "factor": 4.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0,
          "original_max_position_embeddings": 16}

# name: (class, configuration, stored as, shards, lengths, extra config.json members)
CHECKPOINTS = {
    "bert": (tf.BertForSequenceClassification,
             tf.BertConfig(**ENCODER, num_labels=1),
             torch.float32, 1, [1, 2, 7, 33, 48], {}),
    "bert_labels": (tf.BertForSequenceClassification,
                    tf.BertConfig(**ENCODER, num_labels=4, hidden_act="gelu_new"),
                    torch.bfloat16, 1, [1, 2, 20, 47, 48], {}),
    "bert_encoder": (tf.BertModel, tf.BertConfig(**ENCODER),
                     torch.float16, 1, [1, 5, 48], {}),
    "distilbert": (tf.DistilBertForSequenceClassification,
                   tf.DistilBertConfig(vocab_size=61, dim=32, n_layers=2, n_heads=4, hidden_dim=40,
                                       max_position_embeddings=48, num_labels=3,
                                       sinusoidal_pos_embds=True),
                   torch.float16, 1, [1, 2, 19, 48], {}),
    "roberta": (tf.RobertaForSequenceClassification,
                tf.RobertaConfig(**{**ENCODER, "max_position_embeddings": 50}, pad_token_id=1,
                                 type_vocab_size=1, num_labels=1),
                torch.bfloat16, 2, [1, 2, 21, 48], {}),
    "deberta": (tf.DebertaV2ForSequenceClassification,
                tf.DebertaV2Config(**ENCODER, relative_attention=True, position_buckets=8,
                                   max_relative_positions=-1, norm_rel_ebd="layer_norm",
                                   share_att_key=True, pos_att_type=["p2c", "c2p"],
                                   position_biased_input=False, type_vocab_size=0,
                                   pooler_hidden_size=32, num_labels=1),
                torch.float32, 2, [1, 2, 5, 9, 17, 48, 70], {}),
    "deberta_plain": (tf.DebertaV2ForSequenceClassification,
                      tf.DebertaV2Config(**ENCODER, relative_attention=True, position_buckets=-1,
                                         max_relative_positions=12, norm_rel_ebd="none",
                                         share_att_key=False, pos_att_type=["c2p", "p2c"],
                                         position_biased_input=True, type_vocab_size=2,
                                         pooler_hidden_size=32, num_labels=2),
                      torch.bfloat16, 1, [1, 11, 12, 13, 48], {}),
    "deberta_c2p": (tf.DebertaV2ForSequenceClassification,
                    tf.DebertaV2Config(**ENCODER, relative_attention=True, position_buckets=8,
                                       max_relative_positions=30, norm_rel_ebd="layer_norm",
                                       share_att_key=True, pos_att_type=["c2p"],
                                       position_biased_input=False, type_vocab_size=0,
                                       pooler_hidden_size=32, num_labels=1),
                    torch.bfloat16, 1, [1, 7, 8, 9, 40, 48], {}),
    "deberta_p2c": (tf.DebertaV2ForSequenceClassification,
                    tf.DebertaV2Config(**ENCODER, relative_attention=True, position_buckets=8,
                                       max_relative_positions=-1, norm_rel_ebd="none",
                                       share_att_key=False, pos_att_type=["p2c"],
                                       position_biased_input=False, type_vocab_size=0,
                                       pooler_hidden_size=32, num_labels=1),
                    torch.bfloat16, 1, [1, 2, 8, 9, 33, 48, 60], {}),
    # The published v3 constants, past the first logarithmic bucket (128), the last exact length
    # (256) and the trained length (512).
    "deberta_v3": (tf.DebertaV2ForSequenceClassification,
                   tf.DebertaV2Config(**{**ENCODER, "max_position_embeddings": 512},
                                      relative_attention=True, position_buckets=256,
                                      max_relative_positions=-1, norm_rel_ebd="layer_norm",
                                      share_att_key=True, pos_att_type=["p2c", "c2p"],
                                      position_biased_input=False, type_vocab_size=0,
                                      pooler_hidden_size=32, num_labels=1),
                   torch.bfloat16, 1, [1, 127, 128, 129, 257, 512, 700], {}),
    "gpt2": (tf.GPT2ForSequenceClassification,
             tf.GPT2Config(vocab_size=61, n_embd=32, n_layer=2, n_head=2, n_positions=48,
                           num_labels=1, bos_token_id=60, eos_token_id=60),
             torch.bfloat16, 1, [1, 2, 19, 48], {}),
    "gpt2_scaled": (tf.GPT2ForSequenceClassification,
                    tf.GPT2Config(vocab_size=61, n_embd=32, n_layer=2, n_head=4, n_positions=48,
                                  n_inner=36, num_labels=3, bos_token_id=60, eos_token_id=60,
                                  scale_attn_by_inverse_layer_idx=True),
                    torch.float16, 1, [1, 2, 25, 47, 48], {}),
    "llama": (tf.LlamaForSequenceClassification,
              tf.LlamaConfig(vocab_size=61, hidden_size=32, num_hidden_layers=2,
                             num_attention_heads=2, num_key_value_heads=1, intermediate_size=40,
                             max_position_embeddings=64, num_labels=1, rope_theta=500000.0),
              torch.bfloat16, 2, [1, 2, 19, 64], {"rope_scaling": LLAMA3}),
    "llama_grouped": (tf.LlamaForSequenceClassification,
                      tf.LlamaConfig(vocab_size=61, hidden_size=32, num_hidden_layers=2,
                                     num_attention_heads=4, num_key_value_heads=2,
                                     intermediate_size=40, max_position_embeddings=64,
                                     num_labels=1),
                      torch.bfloat16, 1, [1, 2, 33, 63, 64], {}),
    "llama_linear": (tf.LlamaForSequenceClassification,
                     tf.LlamaConfig(vocab_size=61, hidden_size=32, num_hidden_layers=2,
                                    num_attention_heads=4, num_key_value_heads=4,
                                    intermediate_size=40, max_position_embeddings=64,
                                    num_labels=5, attention_bias=True,
                                    rope_scaling={"type": "linear", "factor": 2.5}),
                     torch.bfloat16, 1, [1, 30, 64], {}),
}


def save(model, folder, dtype, shards):
    tensors = {k: v.to(dtype).contiguous() for k, v in model.state_dict().items()
               if v.is_floating_point() and "inv_freq" not in k and not k.endswith(".attn.bias")}
    if shards == 1:
        save_file(tensors, folder / "model.safetensors", metadata={"format": "pt"})
        return
    names, index = sorted(tensors), {}
    for part in range(shards):
        file = f"model-{part + 1:05}-of-{shards:05}.safetensors"
        here = {n: tensors[n] for n in names[part::shards]}
        save_file(here, folder / file, metadata={"format": "pt"})
        index.update({n: file for n in here})
    total = sum(t.numel() * t.element_size() for t in tensors.values())
    (folder / "model.safetensors.index.json").write_text(
        json.dumps({"metadata": {"total_size": total}, "weight_map": index}, indent=1) + "\n")


def answers(model, name, lengths, vocabulary):
    generator = torch.Generator().manual_seed(99)
    cases = []
    for length in lengths:
        ids = torch.randint(2, vocabulary, (1, length), generator=generator)
        if name == "roberta" and length > 20:
            ids[0, 5] = 1  # A padding token inside the text does not advance the position.
        with torch.no_grad():
            out = model(input_ids=ids)
        values = (out.logits[0] if hasattr(out, "logits")
                  else torch.nn.functional.normalize(out.last_hidden_state[0].mean(0), dim=0))
        cases.append({"ids": ids[0].tolist(), "values": [float(v) for v in values]})
    return cases


def make(root, name):
    kind, config, dtype, shards, lengths, extra = CHECKPOINTS[name]
    torch.manual_seed(1)
    model = kind(config).eval()
    randomise(model, sum(map(ord, name)))
    for p in model.parameters():
        p.data = p.data.to(dtype).to(torch.float32)
    if "rope_scaling" in extra:
        scale_llama(model, extra["rope_scaling"])
    folder = root / name
    folder.mkdir(parents=True, exist_ok=True)
    save(model, folder, dtype, shards)
    config.architectures = [kind.__name__]
    members = json.loads(config.to_json_string())
    members.update(extra)
    (folder / "config.json").write_text(json.dumps(members, indent=1, sort_keys=True) + "\n")
    if name == "bert_encoder":
        (folder / "1_Pooling").mkdir(exist_ok=True)
        (folder / "1_Pooling/config.json").write_text(json.dumps(
            {"word_embedding_dimension": 32, "pooling_mode_cls_token": False,
             "pooling_mode_mean_tokens": True}, indent=1) + "\n")
        (folder / "modules.json").write_text(json.dumps(
            [{"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"},
             {"idx": 1, "name": "1", "path": "1_Pooling",
              "type": "sentence_transformers.models.Pooling"},
             {"idx": 2, "name": "2", "path": "2_Normalize",
              "type": "sentence_transformers.models.Normalize"}], indent=1) + "\n")
    cases = answers(model, name, lengths, config.vocab_size)
    (folder / "golden.json").write_text(json.dumps(
        {"reference": f"transformers {tf.__version__}, torch {torch.__version__}",
         "cases": cases}) + "\n")
    print(name, sum(f.stat().st_size for f in folder.rglob("*") if f.is_file()), "bytes",
          [[round(v, 3) for v in c["values"][:3]] for c in cases])


def make_buckets(root):
    """Where DeBERTa's bucket of a distance changes: [distance, bucket] for distances from 0 on."""
    from transformers.models.deberta_v2.modeling_deberta_v2 import make_log_bucket_position
    tables = []
    for buckets, longest in [(256, 512), (8, 48), (32, 128), (256, 1024), (10, 33)]:
        values = make_log_bucket_position(torch.arange(0, 5000), buckets, longest).long().tolist()
        steps = [[d, b] for d, b in enumerate(values) if d == 0 or values[d - 1] != b]
        tables.append({"buckets": buckets, "max_distance": longest, "steps": steps})
    (root / "deberta_buckets.json").write_text(json.dumps({"tables": tables}) + "\n")


def main():
    torch.set_num_threads(1)
    root = pathlib.Path(sys.argv[1])
    for name in sys.argv[2:] or CHECKPOINTS:
        make(root, name)
    make_buckets(root)


if __name__ == "__main__":
    main()
