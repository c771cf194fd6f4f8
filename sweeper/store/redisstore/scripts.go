package redisstore

import "github.com/redis/go-redis/v9"

// heldByAnother is the lease script's answer in place of a fence.
const heldByAnother = 0

// leaseScript claims or renews a desk. KEYS: lease. ARGV: owner, microseconds the claim shall last. It answers with the
// fence, or 0 while another owner's claim lasts. Time is the server's, the same for all owners. An owner whose answer was
// lost asks again and finds its own claim. Fences go out as text, since Lua's numbers lose their last digits when printed.
var leaseScript = redis.NewScript(`
local clock = redis.call('TIME')
local now = clock[1] * 1000000 + clock[2]
local lease = redis.call('HMGET', KEYS[1], 'owner', 'fence', 'until')
local fence = tonumber(lease[2] or 0)
local claimed = tonumber(lease[3] or 0) > now
if claimed and lease[1] ~= ARGV[1] then return '0' end
if not claimed then fence = math.max(fence + 1, now) end
local text = string.format('%.0f', fence)
redis.call('HSET', KEYS[1], 'owner', ARGV[1], 'fence', text, 'until', string.format('%.0f', now + ARGV[2]))
return text
`)

// releaseScript ends a claim early, the fence stays. KEYS: lease. ARGV: owner, fence.
var releaseScript = redis.NewScript(`
local lease = redis.call('HMGET', KEYS[1], 'owner', 'fence')
if lease[1] == ARGV[1] and lease[2] == ARGV[2] then redis.call('HDEL', KEYS[1], 'until') end
return 1
`)

// commitScript carries out a batch. It answers 0, and changes nothing, when the token is not the newest.
//
// KEYS: lease, count, buckets, runs, then those that commands name by their place, of which those from ARGV[5] on
// are buckets of records.
// ARGV: owner, fence, report (” for none), reports kept, place of the first bucket, then for each bucket its name, then the
// commands: how many words follow, command, place of its key, arguments.
//
// Its first write changes nothing, but needs memory: a server that is out of memory refuses it before there is any change.
// The count and the set of buckets follow what has really come and gone, so that a repeated commit leaves them alone and a record
// that only changes costs one command: in a large backlog each lies in a bucket of its own.
var commitScript = redis.NewScript(`
local lease = redis.call('HMGET', KEYS[1], 'owner', 'fence')
if lease[1] ~= ARGV[1] or lease[2] ~= ARGV[2] then return 0 end
redis.call('HSET', KEYS[1], 'owner', ARGV[1])

local first, grown = tonumber(ARGV[5]), 0
local at = 6 + #KEYS - first + 1
while at <= #ARGV do
  local command, place, last = ARGV[at + 1], tonumber(ARGV[at + 2]), at + ARGV[at]
  local n = redis.call(command, KEYS[place], unpack(ARGV, at + 3, last))
  if place >= first and n > 0 then
    grown = grown + (command == 'HSET' and n or -n)
    redis.call(redis.call('EXISTS', KEYS[place]) == 1 and 'SADD' or 'SREM', KEYS[3], ARGV[6 + place - first])
  end
  at = last + 1
end

if grown ~= 0 then redis.call('INCRBY', KEYS[2], grown) end

if ARGV[3] ~= '' and redis.call('LINDEX', KEYS[4], 0) ~= ARGV[3] then
  redis.call('LPUSH', KEYS[4], ARGV[3])
  redis.call('LTRIM', KEYS[4], 0, ARGV[4] - 1)
end
return 1
`)
