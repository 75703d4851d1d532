-- Sends one request again and again: to TARGET, with the file BODY, where it is given, by POST; of the media type ACCEPT.
local body, accept = os.getenv("BODY"), os.getenv("ACCEPT")
local headers = {}
if (accept or "") ~= "" then headers["Accept"] = accept end
if (os.getenv("TOKEN") or "") ~= "" then headers["Authorization"] = "Bearer " .. os.getenv("TOKEN") end
if body and body ~= "" then
  headers["Content-Type"] = os.getenv("TYPE")
  local file = io.open(body, "rb")
  body = file:read("*a")
  file:close()
end
local method = (body and body ~= "") and "POST" or "GET"

local request_text = nil

function request()
  request_text = request_text or wrk.format(method, os.getenv("TARGET"), headers, method == "POST" and body or nil)
  return request_text
end
