import { describe, expect, it } from 'vitest';
import { metricsBackend } from '../../test/support/backends.ts';
import { anyPart } from './backend-plan.ts';
import { RememberedTexts } from './remembered-texts.ts';

const MIB = 1024 * 1024;
const partOf = () => anyPart(metricsBackend('http://lab.test'));

describe('texts that are remembered', () => {
  it("are each scope's own", () => {
    const texts = new RememberedTexts(10);
    const [acme, globex] = [partOf(), partOf()];
    texts.keep(acme, 'up', 'up of acme');
    expect([texts.get(acme, 'up'), texts.get(globex, 'up')]).toEqual(['up of acme', undefined]);
  });

  it('are so many for each scope', () => {
    const texts = new RememberedTexts(2);
    const acme = partOf();
    for (const text of ['a', 'b', 'c']) texts.keep(acme, text, text);
    expect(['a', 'b', 'c'].map((text) => texts.get(acme, text))).toEqual([
      undefined,
      undefined,
      'c',
    ]);
  });

  it('are none where none are wanted', () => {
    const texts = new RememberedTexts(0);
    const acme = partOf();
    texts.keep(acme, 'up', 'up');
    expect([texts.get(acme, 'up'), texts.characters]).toEqual([undefined, 0]);
  });

  it('do not grow with the number of scopes and the length of texts', () => {
    const texts = new RememberedTexts(500);
    const long = 'x'.repeat(8_000);
    for (let n = 0; n < 4_000; n++) {
      const part = partOf();
      texts.keep(part, `${long}${n}`, `${long}${n}`);
      expect(texts.get(part, `${long}${n}`)).toBeDefined();
      expect(texts.characters).toBeLessThanOrEqual(16 * MIB);
    }
  });

  it('are not very long', () => {
    const texts = new RememberedTexts(500);
    texts.keep(partOf(), 'up', 'x'.repeat(17 * 1024));
    expect(texts.characters).toBe(0);
  });
});
