-- wrk's side: posts the bodies of a file (one a line), one after the other, and prints what was counted as
-- one line of JSON. Where a body holds @NUMBER@ it is replaced, each time by another number, so that no
-- two are the same.
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"

local bodies = {}
for line in io.lines(os.getenv("BENCH_BODY")) do
  local head, tail = line:match("^(.-)@NUMBER@(.*)$")
  bodies[#bodies + 1] = {head or line, tail}
end

local number = math.floor(os.clock() * 1e6) + 1000000 * (os.time() % 1000000)
function request()
  number = number + 1
  local head, tail = unpack(bodies[number % #bodies + 1])
  return wrk.format(nil, nil, nil, tail and head .. number .. tail or head)
end

function done(summary, latency)
  local e = summary.errors
  io.write(string.format(
    '\n@{"requests": %d, "seconds": %.6f, "p50_ms": %.4f, "p90_ms": %.4f, "p99_ms": %.4f, ' ..
    '"failed": %d}\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3,
    latency:percentile(90) / 1e3, latency:percentile(99) / 1e3,
    e.connect + e.read + e.write + e.status + e.timeout))
end
