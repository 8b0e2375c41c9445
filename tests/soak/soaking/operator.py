"""Who changes models meanwhile, and kills the bucket."""
import http.client
import json
import time


def change(server, model, wish, findings):
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=120)
    connection.request("POST", f"/v1/admin/models/{model}", json.dumps(wish),
                       {"Content-Type": "application/json",
                        "Authorization": f"Bearer {server.admin}"})
    response = connection.getresponse()
    body = json.loads(response.read())
    connection.close()
    findings.count(f"{wish['action']} {wish.get('alias', '')}: {response.status}")
    return response.status, body


def rest(server, memory, seconds=20):
    """Notes what the server holds once nothing but what serves is loaded: canaries and versions that
    drain come and go, and are memory well spent."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if all(model["state"] == "ready" for model in server.models()):
            return memory.at_rest(server.resident())
        time.sleep(0.2)
    return None


def operate(server, bucket, versions, seconds, findings, memory, stop):
    """A step every few seconds; the bucket is dead in the second third."""
    start, step, dead = time.monotonic(), 0, False
    steps = [{"action": "load"}, {"action": "rollback"},
             {"action": "load", "alias": "canary", "share": 0.3},
             {"action": "rollback", "alias": "canary"}]
    while not stop.wait(5):
        part = (time.monotonic() - start) / seconds
        if not dead and 1 / 3 < part < 2 / 3:
            bucket.kill()
            dead = True
        elif dead and part >= 2 / 3:
            bucket.start()
            dead = False
        if not dead:
            bucket.put("features.rqm", versions[step % 2])
        wish = steps[step % len(steps)]
        status, body = change(server, "features", wish, findings)
        needs_bucket = wish["action"] == "load"
        # Without a bucket a load must fail and change nothing; nothing to roll back to is a 409.
        if status >= 500 and not (dead and needs_bucket):
            findings.fault(f"{wish}: {status} {body.get('detail')}")
        if step % 3 == 0:
            server.reload()
        if step % len(steps) == len(steps) - 1:
            rest(server, memory)
        step += 1
    if dead:
        bucket.start()
