import { describe, expect, it } from 'vitest';
import { WrittenLabels } from './written-labels.ts';

const bytes = (text: string) => Buffer.from(text);

describe('WrittenLabels', () => {
  it('makes what it does not know, once', () => {
    const labels = new WrittenLabels();
    let made = 0;
    const ask = (given: string, answer: string) =>
      labels
        .of(bytes(given), () => {
          made++;
          return bytes(answer);
        })
        .toString();
    expect([ask('a', 'acme'), ask('b', 'globex'), ask('a', 'other')]).toEqual([
      'acme',
      'globex',
      'acme',
    ]);
    expect(made).toBe(2);
  });

  it('tells bytes apart that are no text', () => {
    const labels = new WrittenLabels();
    expect(labels.of(Buffer.from([0xc3, 0x28]), () => bytes('1')).toString()).toBe('1');
    expect(labels.of(Buffer.from([0xc3, 0x29]), () => bytes('2')).toString()).toBe('2');
  });

  it('keeps its own bytes, whatever becomes of those it was given', () => {
    const labels = new WrittenLabels();
    const answer = bytes('acme');
    labels.of(bytes('a'), () => answer);
    answer.fill(0);
    expect(labels.of(bytes('a'), () => bytes('x')).toString()).toBe('acme');
  });

  it('keeps nothing of what is refused', () => {
    const labels = new WrittenLabels();
    const refuse = () => {
      throw new Error('outside');
    };
    expect(() => labels.of(bytes('a'), refuse)).toThrow('outside');
    expect(() => labels.of(bytes('a'), refuse)).toThrow('outside');
  });

  it('starts anew when it is full, and does not keep what is long', () => {
    const labels = new WrittenLabels();
    const long = Buffer.alloc(5_000);
    expect(labels.of(long, () => bytes('1')).toString()).toBe('1');
    expect(labels.of(long, () => bytes('2')).toString()).toBe('2');
    const of = (i: number, answer: string) =>
      labels.of(Buffer.alloc(4_000, String(i).padStart(8, '0')), () => bytes(answer)).toString();
    for (let i = 0; i < 9_000; i++) expect(of(i, 'a')).toBe('a');
    expect(of(0, 'b')).toBe('b');
  });
});
