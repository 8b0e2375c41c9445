"""The service as it is often first written: every request opens its own session and is padded to 512
tokens; FastAPI's thread pool runs as many as come."""
import model
from fastapi import FastAPI

app = FastAPI()
tokenizer = model.tokenizer()


@app.get("/readyz")
async def ready():
    return {"ready": True}


@app.post("/v1/score")
def score(request: model.Request):
    encoded = tokenizer(request.essay, padding="max_length", truncation=True, max_length=model.MOST,
                        return_tensors="np")
    return {"raw": model.raw(model.session(), encoded)}
