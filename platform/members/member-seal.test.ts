import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../clock/virtual-clock.ts';
import { MemberSeal } from './member-seal.ts';

const key = (byte: number) => Buffer.alloc(32, byte);
const facts = ['forward', '10.0.0.9', 'POST', '/api/v2/alerts'];

describe('the seal of members', () => {
  it('holds for what was signed, for a minute, also by the key before the newest', async () => {
    const clock = new VirtualClock(1_000_000);
    const seal = new MemberSeal([key(1)], clock).sign(facts);
    const rotated = new MemberSeal([key(2), key(1)], clock);
    expect(rotated.holds(seal, facts)).toBe(true);
    await clock.advance(60_000);
    expect(rotated.holds(seal, facts)).toBe(true);
    await clock.advance(1);
    expect(rotated.holds(seal, facts)).toBe(false);
  });

  it.each([
    ['another fact', (seal: string) => seal, ['forward', '10.0.0.8', ...facts.slice(2)]],
    ['facts that run together', (seal: string) => seal, ['forward10.0.0.9', ...facts.slice(2)]],
    ['another instant', (seal: string) => seal.replace(/^\d/, '2'), facts],
    ['a shorter mac', (seal: string) => seal.slice(0, -4), facts],
    ['no mac', (seal: string) => seal.replace(/\..*/, '.'), facts],
    ['nothing', () => '', facts],
    ['more', (seal: string) => `${seal}.x`, facts],
  ])('does not hold for %s', (_, forge, said) => {
    const seal = new MemberSeal([key(1)], new VirtualClock(1_000_000));
    expect(seal.holds(forge(seal.sign(facts)), said)).toBe(false);
  });

  it('does not hold with another key', () => {
    const clock = new VirtualClock(1_000_000);
    const foreign = new MemberSeal([key(3)], clock).sign(facts);
    expect(new MemberSeal([key(1), key(2)], clock).holds(foreign, facts)).toBe(false);
  });
});
