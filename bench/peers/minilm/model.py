"""What both services share: the tokenizer, the exported graph, the request."""
import os
import pathlib

import onnxruntime
from pydantic import BaseModel
from transformers import AutoTokenizer

FOLDER = pathlib.Path(os.environ["REDQUILL_PEER_MODEL"])
MOST = 512


class Request(BaseModel):
    essay: str


def tokenizer():
    return AutoTokenizer.from_pretrained(FOLDER)


def session(options=None):
    return onnxruntime.InferenceSession(str(FOLDER / "exported.onnx"), options,
                                        providers=["CPUExecutionProvider"])


def raw(graph, encoded):
    feed = {name: encoded[name] for name in ("input_ids", "attention_mask")}
    return float(graph.run(None, feed)[0][0, 0])
