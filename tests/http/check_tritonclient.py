#!/usr/bin/env python3
"""Scores an essay by NVIDIA's client (PyPI tritonclient) on a running `redquill serve`, and compares
with POST /v1/score: inputs and outputs in JSON and in binary.

Usage: check_tritonclient.py HOST:PORT MODEL ESSAY_FILE       run by tools/reference-python
"""
import json
import pathlib
import sys
import urllib.request

import numpy
import tritonclient
import tritonclient.http as triton
from tritonclient.utils import InferenceServerException


def main():
    address, model, file = sys.argv[1:]
    essay = pathlib.Path(file).read_text(encoding="utf-8")
    request = urllib.request.Request(f"http://{address}/v1/score",
                                     json.dumps({"essay": essay, "model": model}).encode(),
                                     {"Content-Type": "application/json"})
    wanted = json.load(urllib.request.urlopen(request))
    client = triton.InferenceServerClient(address)
    assert client.is_server_live() and client.is_server_ready() and client.is_model_ready(model)
    assert not client.is_model_ready("nobody")
    assert client.get_server_metadata()["name"] == "redquill"
    metadata = client.get_model_metadata(model)
    assert metadata["inputs"][0] == {"name": "essay", "datatype": "BYTES", "shape": [1]}, metadata
    version = metadata["versions"][0]
    assert client.is_model_ready(model, version)
    for binary_in in (True, False):
        for binary_out in (True, False):
            text = triton.InferInput("essay", [1], "BYTES")
            text.set_data_from_numpy(numpy.array([essay.encode()], dtype=object), binary_data=binary_in)
            outputs = [triton.InferRequestedOutput(name, binary_data=binary_out)
                       for name in ("score", "raw", "answer")]
            for kept in (outputs, None):
                result = client.infer(model, [text], outputs=kept, request_id="7")
                assert result.get_response()["id"] == "7"
                assert result.as_numpy("score").tolist() == [[wanted["score"]]]
                assert result.as_numpy("raw").tolist() == [[wanted["raw"]]]
                answer = json.loads(result.as_numpy("answer")[0])
                assert answer["receipt"] == wanted["receipt"]
    try:
        client.infer("nobody", [text])
        raise SystemExit("a model that isn't there answered")
    except InferenceServerException as refusal:
        assert "no such model" in str(refusal), refusal
    print(f"tritonclient {tritonclient.__version__ if hasattr(tritonclient, '__version__') else ''} reads the same score, "
          f"{wanted['score']}, by model {model} {version}")


if __name__ == "__main__":
    main()
