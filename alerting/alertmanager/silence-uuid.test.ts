import { expect, it } from 'vitest';
import { ulidOf, uuidOf } from './silence-uuid.ts';

it.each([
  ['00000000000000000000000000', '00000000-0000-0000-0000-000000000000'],
  ['7ZZZZZZZZZZZZZZZZZZZZZZZZZ', 'ffffffff-ffff-ffff-ffff-ffffffffffff'],
  ['01ARZ3NDEKTSV4RRFFQ69G5FAV', '01563e3a-b5d3-d676-4c61-efb99302bd5b'],
])('%s is %s', (ulid, uuid) => {
  expect(uuidOf(ulid)).toBe(uuid);
  expect(ulidOf(uuid)).toBe(ulid);
});

it.each(['', '01ARZ3NDEKTSV4RRFFQ69G5FAV', '01563e3ab5d3d6764c61efb99302bd5b', '../../etc'])(
  '%s is no UUID',
  (text) => expect(ulidOf(text)).toBeUndefined(),
);
