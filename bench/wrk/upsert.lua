-- Puts educators by source key, a new one and a changed one in turn, each region in its turn.
local schools = {}
for line in io.lines(os.getenv("SCHOOLS")) do schools[#schools + 1] = { region = line:sub(1, 2), id = line:sub(4) } end
local round = tonumber(os.getenv("ROUND"))
local headers = { ["Authorization"] = "Bearer " .. os.getenv("TOKEN"), ["Content-Type"] = "application/json" }
local threads, last, turn = 0, 0, 0

function setup(thread)
  threads = threads + 1
  thread:set("number", threads)
end

function init() math.randomseed(round * 100 + number) end

local function snils(person)
  local digits = string.format("%09d", person)
  local sum = 0
  for i = 1, 9 do sum = sum + tonumber(digits:sub(i, i)) * (10 - i) end
  return string.format("%s-%s-%s %02d", digits:sub(1, 3), digits:sub(4, 6), digits:sub(7, 9), sum % 101 % 100)
end

function request()
  turn = 1 - turn
  local key
  if turn == 1 then last = last + 1; key = last else key = math.random(last) end
  local school = schools[1 + key % #schools]
  local body = string.format([[{"regionCode":"%s","lastName":"Скворцова","firstName":"Мария","middleName":"Петровна","gender":"female","birthDate":"19%02d-04-12","snils":"%s","citizenship":"643",
"email":"%d@example.ru","phone":"+70007410002","educationLevel":"specialist","workingSince":"2007-08-20","teachingSince":"2007-09-01",
"employments":[{"schoolId":"%s","positionCode":"teacher","subjectCodes":["mathematics"],"rate":1,"isMain":true,"since":"2021-09-01"}],
"categories":[{"kind":"first","grantedOn":"2024-03-28"}],"legalBasis":{"kind":"contract"}}]],
    school.region, 60 + key % 25, snils(800000000 + round * 10000000 + number * 5000000 + key), math.random(1000000000), school.id)
  return wrk.format("PUT", string.format("/v1/educators/by-source/%s/wrk-%d-%d-%d", school.region, round, number, key), headers, body)
end
