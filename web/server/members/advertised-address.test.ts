import type { NetworkInterfaceInfo } from 'node:os';
import { describe, expect, it } from 'vitest';
import { advertisedAddress } from './advertised-address.ts';

const address = (one: string, family: 'IPv4' | 'IPv6', internal = false) =>
  ({ address: one, family, internal }) as NetworkInterfaceInfo;

const machine = () => ({
  lo: [address('127.0.0.1', 'IPv4', true), address('::1', 'IPv6', true)],
  eth0: [address('fd00::7', 'IPv6'), address('10.0.0.7', 'IPv4')],
});

describe('where other members reach this one', () => {
  it.each([
    ['where it listens', { advertise: '', host: '192.168.1.5' }, 'http://192.168.1.5:8080'],
    ['where it listens on IPv6', { advertise: '', host: 'fd00::9' }, 'http://[fd00::9]:8080'],
    ['the first address outside', { advertise: '', host: '0.0.0.0' }, 'http://10.0.0.7:8080'],
    [
      'as configured',
      { advertise: 'pod-1.tocsin:9000', host: '0.0.0.0' },
      'http://pod-1.tocsin:9000',
    ],
    ['as configured, on its port', { advertise: 'pod-1', host: '::' }, 'http://pod-1:8080'],
  ])('is %s', (_, settings, expected) => {
    expect(advertisedAddress(settings, 8080, machine)).toBe(expected);
  });

  it('is this machine where there is no other', () => {
    const alone = () => ({ lo: machine().lo });
    expect(advertisedAddress({ advertise: '', host: '::' }, 80, alone)).toBe('http://127.0.0.1:80');
  });
});
