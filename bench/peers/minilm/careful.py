"""The same done well: one session for each worker process, kept, with one thread that does not spin (there is a
worker for each core, so requests do not fight over cores), no padding beyond the text's own length,
and an `async` handler, so that a request does not pay for a thread it would only wait for."""
import model
import onnxruntime
from fastapi import FastAPI

app = FastAPI()
tokenizer = model.tokenizer()
options = onnxruntime.SessionOptions()
options.intra_op_num_threads = 1
options.inter_op_num_threads = 1
options.add_session_config_entry("session.intra_op.allow_spinning", "0")
graph = model.session(options)


@app.get("/readyz")
async def ready():
    return {"ready": True}


@app.post("/v1/score")
async def score(request: model.Request):
    encoded = tokenizer(request.essay, padding=True, truncation=True, max_length=model.MOST, return_tensors="np")
    return {"raw": model.raw(graph, encoded)}
