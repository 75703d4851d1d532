-- Asks for one path after another of a file, in the order of chance, so that no row and no page is asked for twice in a row;
-- with PAUSE, a connection waits so many milliseconds before each.
local paths = {}
for line in io.lines(os.getenv("PATHS")) do paths[#paths + 1] = line end
local headers = { ["Authorization"] = "Bearer " .. (os.getenv("TOKEN") or "") }
local threads = 0

function setup(thread)
  threads = threads + 1
  thread:set("seed", threads)
end

function init() math.randomseed(seed) end

function request() return wrk.format("GET", paths[math.random(#paths)], headers) end

if os.getenv("PAUSE") then
  function delay() return tonumber(os.getenv("PAUSE")) end
end

-- With PERCENTILES: the 50th and the 95th percentile in milliseconds, and the responses that are not 2xx or did not come.
if os.getenv("PERCENTILES") then
  function done(summary, latency)
    local e = summary.errors
    local failed = e.status + e.connect + e.read + e.write + e.timeout
    print(string.format("percentiles %.2f %.2f %d", latency:percentile(50) / 1000, latency:percentile(95) / 1000, failed))
  end
end
