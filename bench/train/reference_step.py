"""The reference's training step, driven as encoder_step_bench is: a line of stdin a step."""
import argparse
import contextlib
import resource
import sys
import time

import torch
import transformers as tf


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--init", required=True)
    parser.add_argument("--essays", type=int, default=8)
    parser.add_argument("--tokens", type=int, default=384)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--bfloat16", action="store_true", help="torch.autocast")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(1)
    tf.logging.set_verbosity_error()
    bare = {"add_pooling_layer": False} if tf.AutoConfig.from_pretrained(options.init).model_type == "bert" else {}
    model = tf.AutoModel.from_pretrained(options.init, hidden_dropout_prob=0.0,
                                         attention_probs_dropout_prob=0.0, **bare)
    model.train()
    head = torch.nn.Linear(2 * model.config.hidden_size, 1)
    ids = torch.randint(0, model.config.vocab_size, (options.essays, options.tokens))
    targets = torch.linspace(-1, 1, options.essays)
    learned = [*model.parameters(), *head.parameters()]
    optimiser = torch.optim.AdamW(learned, lr=1e-5, weight_decay=0.01, foreach=True)
    for _ in sys.stdin:
        start = time.perf_counter()
        optimiser.zero_grad(set_to_none=True)
        with torch.autocast("cpu", torch.bfloat16) if options.bfloat16 else contextlib.nullcontext():
            hidden = model(input_ids=ids).last_hidden_state
        hidden = hidden.float()
        pooled = torch.cat([hidden.mean(1), hidden.sum(1) / 400], 1)
        torch.nn.functional.mse_loss(head(pooled)[:, 0], targets).backward()
        torch.nn.utils.clip_grad_norm_(learned, 1.0)
        optimiser.step()
        seconds = time.perf_counter() - start
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(f"{seconds:.4f} {memory}", flush=True)


main()
