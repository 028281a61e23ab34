/**
 * The steps that Redis does as one, in Lua.
 *
 * Why whole texts are sent and no digests: Redis keeps what it has compiled
 * under the digest of the text by itself, and a restart leaves nothing to
 * recover from.
 *
 * @module
 */

/** Keys: the records, their ids in order. Arguments: the id, its record. */
export const PUT_CLIENT = `
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
redis.call('ZADD', KEYS[2], 0, ARGV[1])`;

/** Keys: the records, their ids in order. Argument: the id. */
export const DELETE_CLIENT = `
redis.call('ZREM', KEYS[2], ARGV[1])
return redis.call('HDEL', KEYS[1], ARGV[1])`;

/** Keys: the records, their ids in order. Arguments: after which id, how many. */
export const LIST_CLIENTS = `
local ids = redis.call('ZRANGEBYLEX', KEYS[2], '(' .. ARGV[1], '+',
  'LIMIT', 0, ARGV[2])
local records = {}
for i, id in ipairs(ids) do records[i] = redis.call('HGET', KEYS[1], id) end
return records`;

/**
 * Key: a counter. Arguments: the number of the fixed window, and for how many
 * milliseconds to keep it.
 */
export const ADD = `
local stored = redis.call('HMGET', KEYS[1], 'bucket', 'current', 'previous')
local mine = tonumber(ARGV[1])
local bucket = stored[1] and tonumber(stored[1])
local current, previous = tonumber(stored[2] or 0), tonumber(stored[3] or 0)
if bucket and mine <= bucket then
  current = current + 1
else
  previous = (bucket and mine == bucket + 1) and current or 0
  current, bucket = 1, mine
end
redis.call('HSET', KEYS[1],
  'bucket', bucket, 'current', current, 'previous', previous)
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return {bucket, current, previous}`;

/** Key: the key set. Arguments: the version it must have, the next, the keys. */
export const REPLACE_KEYS = `
local version = tonumber(redis.call('HGET', KEYS[1], 'version') or 0)
if version ~= tonumber(ARGV[1]) then return 0 end
redis.call('HSET', KEYS[1], 'version', ARGV[2], 'keys', ARGV[3])
return 1`;

/** Key: the usage of a client. Arguments: the name of a secret, the hour. */
export const NOTE_USAGE = `
local hour = redis.call('HGET', KEYS[1], ARGV[1])
if hour and tonumber(hour) >= tonumber(ARGV[2]) then return end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])`;

/** Key: the usage of a client. Names and hours by turns, in every protocol. */
export const LIST_USAGE = `return redis.call('HGETALL', KEYS[1])`;
