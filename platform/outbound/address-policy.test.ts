import { describe, expect, it } from 'vitest';
import { addressPolicy } from './address-policy.ts';
import { isMetadataAddress, nonPublicReason } from './address-ranges.ts';
import { parseAllowList } from './allow-list.ts';
import { addressBytes, parseRange } from './ip-address.ts';

describe('nonPublicReason', () => {
  it.each([
    ['8.8.8.8', undefined],
    ['1.1.1.1', undefined],
    ['172.15.255.255', undefined],
    ['172.32.0.0', undefined],
    ['100.63.255.255', undefined],
    ['100.128.0.0', undefined],
    ['2606:4700:4700::1111', undefined],
    ['2a00:1450:4001:80b::200e', undefined],
    ['::ffff:8.8.8.8', undefined],
    ['0.0.0.0', 'unspecified'],
    ['0.1.2.3', 'unspecified'],
    ['10.0.0.1', 'private'],
    ['100.64.0.1', 'carrier-grade NAT'],
    ['127.0.0.1', 'loopback'],
    ['127.255.255.254', 'loopback'],
    ['169.254.169.254', 'link-local'],
    ['172.16.0.1', 'private'],
    ['172.31.255.255', 'private'],
    ['192.0.0.8', 'protocol assignments'],
    ['192.0.2.1', 'documentation'],
    ['192.88.99.1', '6to4 relay'],
    ['192.168.1.1', 'private'],
    ['198.18.0.1', 'benchmarking'],
    ['198.19.255.255', 'benchmarking'],
    ['198.51.100.7', 'documentation'],
    ['203.0.113.7', 'documentation'],
    ['224.0.0.1', 'multicast'],
    ['240.0.0.1', 'reserved or broadcast'],
    ['255.255.255.255', 'reserved or broadcast'],
    ['::', 'unspecified'],
    ['::1', 'loopback'],
    ['::127.0.0.1', 'IPv4-compatible'],
    ['::ffff:127.0.0.1', 'loopback'],
    ['::ffff:7f00:1', 'loopback'],
    ['0:0:0:0:0:ffff:10.1.2.3', 'private'],
    ['64:ff9b::a9fe:a9fe', 'NAT64'],
    ['64:ff9b:1::1', 'NAT64'],
    ['100::1', 'discard'],
    ['2001::1', 'protocol assignments'],
    ['2001:db8::1', 'documentation'],
    ['2002:7f00:1::', '6to4'],
    ['3fff:123::1', 'documentation'],
    ['4000::1', 'reserved'],
    ['5f00::1', 'segment routing'],
    ['fc00::1', 'private'],
    ['fd12:3456::1', 'private'],
    ['fe80::1', 'link-local'],
    ['fe80::1%eth0', 'link-local'],
    ['fec0::1', 'site-local'],
    ['ff02::1', 'multicast'],
    ['', 'not an IP address'],
    ['localhost', 'not an IP address'],
    ['0x7f.1', 'not an IP address'],
  ])('%s: %s', (address, reason) => {
    expect(nonPublicReason(address)).toBe(reason);
  });
});

describe('isMetadataAddress', () => {
  it.each([
    ['169.254.169.254', true],
    ['::ffff:169.254.169.254', true],
    ['64:ff9b::169.254.169.254', true],
    ['2002:a9fe:a9fe::', true],
    ['::169.254.169.254', true],
    ['fd00:ec2::254', true],
    ['100.100.100.200', true],
    ['169.254.1.1', false],
    ['10.0.0.1', false],
    ['nonsense', false],
  ])('%s: %s', (address, expected) => {
    expect(isMetadataAddress(address)).toBe(expected);
  });
});

describe('addressPolicy', () => {
  const target = (address: string, host = 'hooks.acme.example', port = 443) => ({
    host,
    port,
    address,
  });
  const allow = parseAllowList([
    '10.1.0.0/16',
    '192.168.7.5:8080',
    '[fd00::7]:8080',
    'Hooks.Internal',
    'api.internal:8443',
  ]);

  it.each([
    ['tenant', target('8.8.8.8'), undefined],
    ['tenant', target('10.2.0.1'), 'private'],
    ['tenant', target('10.1.2.3'), undefined],
    ['tenant', target('::ffff:10.1.2.3'), undefined],
    ['tenant', target('192.168.7.5', 'x', 8080), undefined],
    ['tenant', target('192.168.7.5', 'x', 8081), 'private'],
    ['tenant', target('fd00::7', 'x', 8080), undefined],
    ['tenant', target('127.0.0.1', 'hooks.internal.'), undefined],
    ['tenant', target('127.0.0.1', 'evil.hooks.internal'), 'loopback'],
    ['tenant', target('127.0.0.1', 'api.internal', 8443), undefined],
    ['tenant', target('127.0.0.1', 'api.internal', 80), 'loopback'],
    ['administrator', target('10.2.0.1'), undefined],
    ['administrator', target('127.0.0.1'), undefined],
    ['administrator', target('169.254.169.254'), 'cloud metadata'],
    ['administrator', target('fd00:ec2::254'), 'cloud metadata'],
    ['administrator', target(''), 'not an IP address'],
  ] as const)('%s to %o: %s', (policy, to, expected) => {
    expect(addressPolicy(policy, allow)(to)).toBe(expected);
  });

  it('lifts the metadata ban only where it is allow-listed', () => {
    const judge = addressPolicy('administrator', parseAllowList(['169.254.169.254']));
    expect(judge(target('169.254.169.254'))).toBeUndefined();
    expect(judge(target('fd00:ec2::254'))).toBe('cloud metadata');
  });

  it.each([
    '',
    '10.0.0.0/33',
    '10.0.0.256',
    'a b',
    '*.example.com',
    'host:0',
    'host:99999',
    '[::1',
    'http://x',
    '::1:80:',
  ])('refuses the allow list entry "%s"', (entry) => {
    expect(() => parseAllowList([entry])).toThrow('is not an entry of an outbound allow list');
  });
});

describe('ip-address', () => {
  it.each([
    ['::', [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]],
    ['1:2::8', [0, 1, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 8]],
    ['::ffff:1.2.3.4', [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 1, 2, 3, 4]],
    ['1.2.3.4', [1, 2, 3, 4]],
  ])('%s', (text, bytes) => {
    expect(addressBytes(text)).toEqual(bytes);
  });

  it.each(['fe80::1%eth0', '1.2.3.4/5/6', '1.2.3.4/x', '::/129'])('%s is no range', (text) => {
    expect(parseRange(text)).toBeUndefined();
  });
});
