-- wrk's side: posts one body over and over, and prints what was counted as one line of JSON. Where
-- the body holds @NUMBER@ it is replaced, each time by another number, so that no two are the same.
local file = assert(io.open(os.getenv("BENCH_BODY"), "rb"))
wrk.method = "POST"
wrk.body = file:read("*a")
wrk.headers["Content-Type"] = "application/json"
file:close()

local head, tail = wrk.body:match("^(.-)@NUMBER@(.*)$")
if head then
  local number = math.floor(os.clock() * 1e6) + 1000000 * (os.time() % 1000000)
  function request()
    number = number + 1
    return wrk.format(nil, nil, nil, head .. number .. tail)
  end
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
