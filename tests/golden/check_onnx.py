#!/usr/bin/env python3
"""Holds ONNX files to the reference checker, and their inferred shapes to what the models declare.

onnx.checker with full_check proves every operator of ONNX's own domain against its schema and runs
strict shape inference; other domains (fused graphs) it passes over. Prints a line a file; exits 1 if any is refused.

Usage: check_onnx.py FOLDER        (every *.onnx in it), run by tools/reference-python
"""
import pathlib
import sys

import onnx

OURS = {"redquill", "com.microsoft"}


def shape(value):
    return [d.dim_param or d.dim_value for d in value.type.tensor_type.shape.dim]


def problem(path):
    """What is wrong with it, or None."""
    model = onnx.load(path)
    domains = {node.domain for node in model.graph.node} - {"", "ai.onnx"}
    standard = "standard" in path.stem
    if standard and domains:
        return f"uses other operators than ONNX's own: {sorted(domains)}"
    if domains - OURS:
        return f"uses unknown domains: {sorted(domains - OURS)}"
    try:
        onnx.checker.check_model(model, full_check=standard)
    except onnx.checker.ValidationError as refusal:
        return str(refusal)
    if not standard:
        return None
    try:
        inferred = onnx.shape_inference.infer_shapes(model, check_type=True, strict_mode=True, data_prop=True)
    except onnx.shape_inference.InferenceError as refusal:
        return str(refusal)
    known = {value.name for value in [*inferred.graph.value_info, *inferred.graph.output]}
    unknown = [name for node in model.graph.node for name in node.output if name and name not in known]
    if unknown:
        return f"no type can be inferred for {len(unknown)} values, first {unknown[0]}"
    values = next(value for value in inferred.graph.output if value.name == "values")
    if len(shape(values)) != 2 or shape(values)[0] != "batch" or not isinstance(shape(values)[1], int):
        return f"the result's inferred shape is {shape(values)}, not [batch, outputs]"
    return None


def main():
    files = sorted(pathlib.Path(sys.argv[1]).glob("*.onnx"))
    refused = 0
    for path in files:
        wrong = problem(path)
        refused += wrong is not None
        print(f"{path.stem}: {wrong or 'good'}")
    print(f"onnx {onnx.__version__}: {len(files) - refused} of {len(files)} good")
    sys.exit(refused > 0 or not files)


if __name__ == "__main__":
    main()
