import { describe, expect, it } from 'vitest';
import { writeMessageOf } from './write-message.ts';

const V2 = 'io.prometheus.write.v2.Request';

describe('writeMessageOf', () => {
  it.each([
    ['application/x-protobuf', '1.0'],
    ['application/x-protobuf;proto=prometheus.WriteRequest', '1.0'],
    ['application/x-protobuf; charset=utf-8', '1.0'],
    [`application/x-protobuf;proto=${V2}`, '2.0'],
    [`application/x-protobuf; Proto="${V2}" ; q=1`, '2.0'],
    ['application/x-protobuf;proto=prometheus.WriteRequestX', null],
    ['application/x-protobuf;proto=', null],
    ['application/x-protobuf;proto=toString', null],
    [`application/x-protobuf;proto=${V2};proto=prometheus.WriteRequest`, null],
    ['application/x-protobuf;proto=io.prometheus.write.v3.Request', null],
  ])('%s is %s', (type, message) => {
    expect(writeMessageOf(type)).toBe(message);
  });
});
