-- Sends one request again and again: to TARGET, with the file BODY, where it is given, by POST.
local body = os.getenv("BODY")
local headers = {}
if (os.getenv("TOKEN") or "") ~= "" then headers["Authorization"] = "Bearer " .. os.getenv("TOKEN") end
if body and body ~= "" then
  headers["Content-Type"] = os.getenv("TYPE")
  local file = io.open(body, "rb")
  body = file:read("*a")
  file:close()
end
local method = (body and body ~= "") and "POST" or "GET"

function request() return wrk.format(method, os.getenv("TARGET"), headers, method == "POST" and body or nil) end
