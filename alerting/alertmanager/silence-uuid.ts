const DIGITS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** The 128 bits of a ULID as a UUID, which ids of silences are in Alertmanager's API. */
export function uuidOf(ulid: string): string {
  let bits = 0n;
  for (const digit of ulid) bits = bits * 32n + BigInt(DIGITS.indexOf(digit));
  const hex = bits.toString(16).padStart(32, '0');
  return [0, 8, 12, 16, 20]
    .map((at, index, starts) => hex.slice(at, starts[index + 1] ?? 32))
    .join('-');
}

/** Reads what `uuidOf` makes; undefined for a text that is no UUID. */
export function ulidOf(uuid: string): string | undefined {
  if (!UUID.test(uuid)) return undefined;
  let bits = BigInt(`0x${uuid.replaceAll('-', '')}`);
  let ulid = '';
  for (let place = 0; place < 26; place++) {
    ulid = `${DIGITS[Number(bits % 32n)]}${ulid}`;
    bits /= 32n;
  }
  return ulid;
}
