"""The peer over HTTP: FastAPI, the fitted model loaded once in each worker.

The handler is `async`, so that a request does not pay for a thread it would only wait for: scoring
keeps a worker's interpreter busy anyway, and there is a worker for each core.
"""
import os
import pickle

from fastapi import FastAPI
from pydantic import BaseModel

with open(os.environ["REDQUILL_PEER_MODEL"], "rb") as file:
    scorer = pickle.load(file)
app = FastAPI()


class Request(BaseModel):
    essay: str


@app.get("/readyz")
async def ready():
    return {"ready": True}


@app.post("/v1/score")
async def score(request: Request):
    score, calibrated = scorer.score([request.essay])
    return {"score": float(score[0]), "calibrated": float(calibrated[0])}
