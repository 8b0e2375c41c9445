"""Checkpoints of random weights in published shapes, and the ONNX graphs that people make of them."""
import json

import onnxruntime
import torch
import transformers as tf

SHAPES = {
    "distilbert": (tf.DistilBertForSequenceClassification,
                   lambda: tf.DistilBertConfig(num_labels=1, max_position_embeddings=1024)),
    # The same layers as BERT writes them: the optimizer fuses BERT's attention, but not DistilBERT's
    # as transformers 4.35 exports it, so this is its stronger graph.
    "bert-6-layers": (tf.BertForSequenceClassification,
                      lambda: tf.BertConfig(num_labels=1, num_hidden_layers=6,
                                            max_position_embeddings=1024)),
    "deberta-v3-small": (tf.DebertaV2ForSequenceClassification,
                         lambda: tf.DebertaV2Config(
                             vocab_size=128100, hidden_size=768, num_hidden_layers=6,
                             num_attention_heads=12, intermediate_size=3072,
                             max_position_embeddings=512, relative_attention=True,
                             position_buckets=256, norm_rel_ebd="layer_norm", share_att_key=True,
                             pos_att_type=["p2c", "c2p"], position_biased_input=False,
                             type_vocab_size=0, num_labels=1)),
}


def prepare(name, folder):
    """The checkpoint and the two peers' graphs, made once."""
    kind, config = SHAPES[name]
    if (folder / "optimized.onnx").exists():
        return
    torch.manual_seed(7)
    model = kind(config()).eval()
    model.save_pretrained(folder, safe_serialization=True)
    ids = torch.randint(5, 20000, (1, 64))
    axes = {"input_ids": {0: "batch", 1: "length"}, "attention_mask": {0: "batch", 1: "length"}}
    torch.onnx.export(model, (ids, torch.ones_like(ids)), str(folder / "exported.onnx"),
                      input_names=list(axes), output_names=["logits"],
                      dynamic_axes=axes, opset_version=14)
    from onnxruntime.transformers import optimizer
    optimized = optimizer.optimize_model(str(folder / "exported.onnx"), model_type="bert",
                                         num_heads=12, hidden_size=768, opt_level=0)
    optimized.save_model_to_file(str(folder / "optimized.onnx"))
    fused = {k: v for k, v in optimized.get_fused_operator_statistics().items() if v}
    (folder / "fused.json").write_text(json.dumps(fused))


def session(path, threads=None):
    """On so many threads, which sleep while they wait; None: as ONNX Runtime comes."""
    options = onnxruntime.SessionOptions()
    if threads:
        options.intra_op_num_threads = threads
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
