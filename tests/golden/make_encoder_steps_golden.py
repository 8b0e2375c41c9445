#!/usr/bin/env python3
"""Makes tests/golden/encoder_steps.json: what the reference's gradients and AdamW steps are.

The reference is transformers 4.35 on torch, fp32, with the random checkpoints of
tests/golden/checkpoints. A linear head stands on the mean of the last hidden states and on their
sum divided by 400; the loss is the mean squared error of three texts of different lengths, run one
by one (DeBERTa's other lengths reach past its buckets). Of each tensor the file holds the gradient's length and eight of its numbers, and eight
numbers of the tensor after two steps.

Under language_models: the loss of one text and its gradients with the head that pretraining uses,
masked language model or next token, whose own tensors are numbered sines.

Needs what make_checkpoints_golden.py needs. Usage: make_encoder_steps_golden.py tests/golden
"""
import json
import pathlib
import sys

import torch
import transformers as tf

RATE, DECAY = 0.01, 0.1


def eight(x):
    """Numbers spread over a tensor."""
    flat = x.detach().flatten()
    return [float(flat[(len(flat) - 1) * i // 7]) for i in range(8)]


def value(model, head, ids):
    hidden = model(input_ids=torch.tensor([ids])).last_hidden_state[0]
    pooled = torch.cat([hidden.mean(0), hidden.sum(0) / 400])
    return head(pooled)[0]


def steps(folder, kind, lengths=(11, 1, 48)):
    model = kind.from_pretrained(folder, add_pooling_layer=False) if kind is tf.BertModel else \
        kind.from_pretrained(folder)
    model.float().eval()
    generator = torch.Generator().manual_seed(5)
    head = torch.nn.Linear(64, 1)
    head.weight.data = torch.randn(1, 64, generator=generator)
    head.bias.data = torch.tensor([0.25])
    start = head.weight[0].tolist() + head.bias.tolist()
    texts = [torch.randint(2, 61, (n,), generator=generator).tolist() for n in lengths]
    targets = [0.5, -1.0, 2.0]
    model.requires_grad_(True)  # DistilBERT's computed positions too.
    named = dict(model.named_parameters()) | {"head." + n: p for n, p in head.named_parameters()}
    learned = [{"params": [p for p in named.values() if p.dim() > 1], "weight_decay": DECAY},
               {"params": [p for p in named.values() if p.dim() == 1], "weight_decay": 0.0}]
    optimiser = torch.optim.AdamW(learned, lr=RATE)
    losses, gradients = [], {}
    for _ in range(2):
        optimiser.zero_grad()
        loss = sum((value(model, head, ids) - y) ** 2 for ids, y in zip(texts, targets)) / 3
        loss.backward()
        losses.append(float(loss))
        if not gradients:
            gradients = {n: {"length": float(p.grad.norm()), "numbers": eight(p.grad)}
                         for n, p in named.items()}
        optimiser.step()
    return {"texts": texts, "targets": targets, "rate": RATE, "decay": DECAY, "losses": losses,
            "head": start,
            "gradients": gradients, "after": {n: eight(p) for n, p in named.items()}}


def sines(x, start):
    return torch.sin(torch.arange(x.numel()) + start).reshape(x.shape) * 0.2


def language_loss(folder, kind, head, length=23):
    """The loss of one text: a masked one's guesses at some places, or each next token's."""
    model = kind.from_pretrained(folder).float().eval()
    named = dict(model.named_parameters())
    for start, name in enumerate(head):
        named[name].data = sines(named[name], start)
    model.requires_grad_(True)
    text = [2 + (7 * i) % 59 for i in range(length)]
    if "LMHead" in kind.__name__:
        places, read, labels = [], text, torch.tensor([text])
    else:
        places = [3, 4, 11, 22]
        read = [5 if i in places else t for i, t in enumerate(text)]
        labels = torch.tensor([[t if i in places else -100 for i, t in enumerate(text)]])
    loss = model(input_ids=torch.tensor([read]), labels=labels).loss
    loss.backward()
    return {"text": text, "read": read, "places": places, "head": head, "loss": float(loss),
            "gradients": {n: {"length": float(p.grad.norm()), "numbers": eight(p.grad)}
                          for n, p in named.items()}}


BERT_HEAD = ["cls.predictions.transform.dense.weight", "cls.predictions.transform.dense.bias",
             "cls.predictions.transform.LayerNorm.weight",
             "cls.predictions.transform.LayerNorm.bias", "cls.predictions.bias"]
DISTILBERT_HEAD = ["vocab_transform.weight", "vocab_transform.bias", "vocab_layer_norm.weight",
                   "vocab_layer_norm.bias", "vocab_projector.bias"]


def main():
    root = pathlib.Path(sys.argv[1])
    made = {"made_by": f"transformers {tf.__version__}, torch {torch.__version__}"}
    for name, kind in (("bert_encoder", tf.BertModel), ("distilbert", tf.DistilBertModel),
                       ("gpt2", tf.GPT2Model), ("gpt2_scaled", tf.GPT2Model),
                       ("llama_grouped", tf.LlamaModel), ("llama_linear", tf.LlamaModel)):
        made[name] = steps(root / "checkpoints" / name, kind)
    made["language_models"] = {
        name: language_loss(root / "checkpoints" / name, kind, head)
        for name, kind, head in (("bert_encoder", tf.BertForMaskedLM, BERT_HEAD),
                                 ("distilbert", tf.DistilBertForMaskedLM, DISTILBERT_HEAD),
                                 ("gpt2", tf.GPT2LMHeadModel, []))}
    # Past the last distance that has a bucket of its own: 4, and 128 of v3's constants. One has rows
    # up to the distance 12, absolute positions, token types and projections of its own.
    for name, lengths in (("deberta", (11, 1, 70)), ("deberta_plain", (11, 1, 48)),
                          ("deberta_c2p", (5, 1, 60)), ("deberta_p2c", (9, 4, 60)),
                          ("deberta_v3", (130, 1, 300))):
        made[name] = steps(root / "checkpoints" / name, tf.DebertaV2Model, lengths)
    made["language_models"]["deberta_v3"] = language_loss(
        root / "checkpoints/deberta_v3", tf.DebertaV2ForMaskedLM, BERT_HEAD, 260)
    (root / "encoder_steps.json").write_text(json.dumps(made, indent=1) + "\n")


main()
