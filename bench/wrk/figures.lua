-- Asks the questions of a file, those of cubes each for a region of chance, and tells within how many milliseconds 95 % were answered.
local paths, regions = {}, {}
for line in io.lines(os.getenv("PATHS")) do paths[#paths + 1] = line end
for line in io.lines(os.getenv("SCHOOLS")) do regions[#regions + 1] = line:sub(1, 2) end
local headers = { ["Authorization"] = "Bearer " .. os.getenv("TOKEN") }
local threads = 0

function setup(thread)
  threads = threads + 1
  thread:set("seed", threads)
end

function init() math.randomseed(seed) end

function request()
  local path = paths[math.random(#paths)]
  if path:find("/cubes/") then path = path .. "&region=" .. regions[math.random(#regions)] end
  return wrk.format("GET", path, headers)
end

function done(_, latency, _) print(string.format("95%% %.1f", latency:percentile(95) / 1000)) end
