import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { unpackBody } from './unpack-body.ts';

const plain = Buffer.from('acme 支付'.repeat(100));

describe('unpackBody', () => {
  it.each([
    ['gzip', 'gzip', gzipSync(plain)],
    ['deflate with a zlib head', 'deflate', deflateSync(plain)],
    ['deflate without', 'deflate', deflateRawSync(plain)],
  ] as const)('reads %s up to the bound', async (_, encoding, body) => {
    expect((await unpackBody(body, encoding, plain.length)).equals(plain)).toBe(true);
    await expect(unpackBody(body, encoding, plain.length - 1)).rejects.toMatchObject({
      kind: 'too_large',
      message: `the body holds more than the ${plain.length - 1} bytes allowed once it is decompressed`,
    });
  });

  it.each(['gzip', 'deflate'] as const)('refuses what is no %s', async (encoding) => {
    await expect(unpackBody(plain, encoding, 1_000)).rejects.toMatchObject({ kind: 'invalid' });
  });
});
