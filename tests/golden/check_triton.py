#!/usr/bin/env python3
"""Holds a Triton model repository to Triton's own schema, and its configuration to its models.

The schema is model_config.proto as the PyPI package tritonclient carries it, compiled; a field that it does
not know, or a value of another type, is refused. Then each model is opened by ONNX Runtime and run once at
batch sizes 1 and 2 with the inputs that config.pbtxt declares. Prints a line a model; exits 1 on a fault.

Usage: check_triton.py REPOSITORY        run by tools/reference-python
"""
import importlib.util
import pathlib
import sys

import numpy
import onnxruntime
import tritonclient
from google.protobuf import text_format


def schema():
    """tritonclient.grpc would import grpc; the schema alone does not."""
    path = pathlib.Path(tritonclient.__path__[0]) / "grpc/model_config_pb2.py"
    spec = importlib.util.spec_from_file_location("model_config_pb2", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def check(folder, pb):
    config = text_format.Parse((folder / "config.pbtxt").read_text(), pb.ModelConfig())
    assert config.name == folder.name, f"the name {config.name} is not the folder's"
    assert config.backend == "onnxruntime" and config.max_batch_size > 0
    session = onnxruntime.InferenceSession(str(folder / "1" / config.default_model_filename),
                                           providers=["CPUExecutionProvider"])
    assert {i.name for i in session.get_inputs()} == {i.name for i in config.input}
    assert {o.name for o in session.get_outputs()} == {o.name for o in config.output}
    assert all(i.data_type == pb.TYPE_INT32 for i in config.input)
    longest = int(config.parameters["redquill.max_tokens"].string_value)
    for rows in (1, 2):
        feed = {i.name: numpy.ones((rows, min(5, longest)), numpy.int32) for i in config.input}
        values, = session.run(["values"], feed)
        assert values.shape == (rows, *config.output[0].dims), values.shape
        assert values.dtype == numpy.float32
    for warm in config.model_warmup:
        assert {name for name in warm.inputs} == {i.name for i in config.input}
        assert all(1 <= value.dims[0] <= longest for value in warm.inputs.values())
    print(f"{config.name}: good, {len(config.model_warmup)} lengths to warm")


def main():
    folders = [path.parent for path in sorted(pathlib.Path(sys.argv[1]).glob("*/config.pbtxt"))]
    for folder in folders:
        check(folder, schema())
    sys.exit(not folders)


if __name__ == "__main__":
    main()
